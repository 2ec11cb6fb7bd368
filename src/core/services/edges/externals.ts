import type { Exchange } from './found.ts';
import type { LibraryUse } from './library.ts';
import type { Site } from './sites.ts';

/** Systems that nobody's repository deploys as a service of its own, by their SDKs. */
const SYSTEMS: readonly [path: RegExp, name: string | null][] = [
  [/^github\.com\/aws\/aws-sdk-go(?:-v2)?\/service\/(\w+)(?:\/\w+)?$/, 'aws-$1'],
  [
    /^cloud\.google\.com\/go\/(storage|bigquery|firestore|spanner|translate|vision|kms|secretmanager|cloudtasks|datastore|bigtable)(?:\/.*)?$/,
    'gcp-$1',
  ],
  [/^github\.com\/Azure\/azure-sdk-for-go\/sdk\/(?:\w+\/)?(az\w+)(?:\/.*)?$/, 'azure-$1'],
  [/^github\.com\/stripe\/stripe-go(?:\/v\d+)?(?:\/.*)?$/, 'stripe'],
  [/^github\.com\/minio\/minio-go(?:\/v\d+)?$/, 'minio'],
  [/^github\.com\/sendgrid\/sendgrid-go(?:\/.*)?$/, 'sendgrid'],
  [/^github\.com\/mailgun\/mailgun-go(?:\/v\d+)?$/, 'mailgun'],
  [/^github\.com\/twilio\/twilio-go(?:\/.*)?$/, 'twilio'],
  [/^github\.com\/slack-go\/slack(?:\/.*)?$/, 'slack'],
  [/^firebase\.google\.com\/go(?:\/v\d+)?(?:\/.*)?$/, 'firebase'],
  [/^github\.com\/(?:sashabaranov\/go-openai|openai\/openai-go(?:\/v\d+)?)$/, 'openai'],
  [/^github\.com\/google\/go-github(?:\/v\d+)?\/github$/, 'github'],
  [
    /^k8s\.io\/client-go\/(?:kubernetes|dynamic)(?:\/.*)?$|^sigs\.k8s\.io\/controller-runtime\/pkg\/client$/,
    'kubernetes',
  ],
  [/^github\.com\/hashicorp\/(vault|consul|nomad)\/api$/, '$1'],
  [/^github\.com\/elastic\/go-elasticsearch(?:\/v\d+)?(?:\/(?:esapi|esutil|typedapi)(?:\/.*)?)?$/, 'elasticsearch'],
  [/^github\.com\/docker\/docker\/client$/, 'docker'],
  [
    /^net\/smtp$|^.*\/(?:gomail|mail)\.v2$|^.*wneessen\/go-mail$|^github\.com\/xhit\/go-simple-mail(?:\/v\d+)?$/,
    'smtp',
  ],
  [/^github\.com\/open-feature\/go-sdk-contrib\/providers\/flagd\/pkg$/, 'flagd'],
  [/^github\.com\/(?:go-telegram\/bot|go-telegram-bot-api\/telegram-bot-api(?:\/v\d+)?)$/, 'telegram'],
  [/^github\.com\/(?:silenceper\/wechat(?:\/v\d+)?|wechatpay-apiv3\/wechatpay-go)(?:\/.*)?$/, 'wechat'],
  [/^go\.temporal\.io\/sdk\/client$/, 'temporal'],
];
/** Its functions are the calls: `session.New(params)`. */
const CALLED_BY_FUNCTION = /stripe-go\/(?!(?:v\d+\/)?webhook$).+|providers\/flagd\/pkg$/;
/** Methods that leave the process; others build values. */
const LEAVES = /^(?:SendMail|DialAndSend)$/;

/** A call of the SDK of a well-known system. */
export function externalExchange(site: Site, { path, receiver, name, literal }: LibraryUse): Exchange | null {
  if (literal) return null;
  for (const [pattern, system] of SYSTEMS) {
    if (!pattern.test(path) || system === null) continue;
    const made = receiver === null && /^(?:New|Dial|Connect)\w*$/.test(name) && !CALLED_BY_FUNCTION.test(path);
    const called =
      LEAVES.test(name) ||
      CALLED_BY_FUNCTION.test(path) ||
      (receiver !== null && /^\p{Lu}/u.test(name) && !/^(?:With|Set)/.test(name));
    if (!made && !called) return null;
    return {
      kind: 'external',
      subject: null,
      state: made ? 'wired' : 'called',
      site,
      addresses: [],
      peer: path.replace(pattern, system),
      outside: true,
    };
  }
  return null;
}
