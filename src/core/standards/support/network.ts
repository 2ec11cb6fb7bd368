import type { Callee, GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { remoteBehind } from './remote.ts';

/** Packages whose calls go over the network. */
const REMOTE =
  /^(?:net|net\/http|net\/rpc|net\/smtp|crypto\/tls|database\/sql|google\.golang\.org\/grpc|cloud\.google\.com\/go\/.+|github\.com\/(?:aws\/aws-sdk-go(?:-v2)?\/service\/.+|redis\/go-redis\/v9|go-redis\/redis\/v8|gomodule\/redigo\/redis|jmoiron\/sqlx|jackc\/pgx\/v[45](?:\/.+)?|segmentio\/kafka-go|IBM\/sarama|Shopify\/sarama|confluentinc\/confluent-kafka-go\/v2\/kafka|nats-io\/nats\.go(?:\/.+)?|rabbitmq\/amqp091-go|streadway\/amqp|elastic\/go-elasticsearch\/v[78]|hashicorp\/vault\/api|hashicorp\/consul\/api|minio\/minio-go\/v7|gorilla\/websocket)|go\.mongodb\.org\/mongo-driver\/(?:v2\/)?mongo|k8s\.io\/client-go\/(?:kubernetes|rest|dynamic).*|go\.etcd\.io\/etcd\/client\/v3)$/;
/** Functions of those that wait for an answer. */
const ASKS =
  /^(?:Dial|Lookup|Get|Head|Post|PostForm|Do|RoundTrip|Connect|Ping|Query|Exec|Begin|Prepare|Select|NamedExec|NamedQuery|Publish|Request|Send|Produce|Write|Read|Fetch|Invoke|NewClient|New(?:Sync|Async)?(?:Producer|Consumer)|NewConsumerGroup|Put|Set|Del|Delete|Create|Update|Patch|List(?!en)|Insert|Find|Call|Subscribe|Open(?:DB)?$|Auth|Login)/;
const DEEPEST = 2;

/** The call goes over the network: to a server, a database, a broker, or by a function of the repository that asks one. */
export function isNetworkCall(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  return callee !== null && (asksNetwork(file.index, callee) || remoteBehind(file, call) !== null);
}

/** The function, or one of its package that it calls, asks another process. */
export function asksNetwork(index: GoIndex, callee: Callee, depth = DEEPEST): boolean {
  if (REMOTE.test(callee.package)) return waits(callee);
  const found = depth > 0 ? index.declaredFunction(callee) : null;
  if (!found) return false;
  const { fact, file } = found;
  const own = index.packageOf(file.path)?.path ?? '';
  const hasSql = file.facts.imports.some(({ path }) => /sql/.test(path));
  return fact.uses.some((use) => {
    const [qualifier = '', name] = use.split('.');
    if (name === undefined) return asksNetwork(index, { package: own, receiver: null, name: qualifier }, depth - 1);
    // Of a method the type is not known here, but these names are the databases' own.
    if (qualifier === '') return hasSql && /^(?:Ping|Query|QueryRow|Exec|Begin)(?:Context|Tx)?$/.test(name);
    const path = index.qualifier(file.facts, qualifier);
    return path !== null && REMOTE.test(path) && waits({ package: path, receiver: null, name }) && !/^New/.test(name);
  });
}

function waits({ package: path, receiver, name }: Callee): boolean {
  if (path !== 'net' && path !== 'net/http') return ASKS.test(name);
  if (path === 'net') return /^(?:Dial|Lookup)/.test(name);
  return /^(?:Do|Get|Head|Post|PostForm|RoundTrip)$/.test(name) && !/^(?:Header|Request)$/.test(receiver ?? '');
}
