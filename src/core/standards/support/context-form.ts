import type { Callee } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { isContext, type Type, typeString } from '../../go/types/type.ts';
import { signatureOf } from './sources.ts';

/** Packages whose calls wait for somebody else: a server, a database, a process. */
const WAITING = new Set([
  'crypto/tls',
  'database/sql',
  'net',
  'net/http',
  'os/exec',
  'github.com/gorilla/websocket',
  'github.com/hashicorp/go-retryablehttp',
  'github.com/hashicorp/vault/api',
  'github.com/hibiken/asynq',
  'github.com/jmoiron/sqlx',
  'github.com/segmentio/kafka-go',
  'github.com/zeromicro/go-zero/core/stores/sqlx',
]);

const BEGIN = 'BeginTx(%, nil)';
const LOOKUP = 'net.DefaultResolver.#(%, …)';
const SEND = 'http.NewRequestWithContext(%, …)';
/** Forms whose name or parameters differ, by path and function or `Type.Method`; `%` stands for the context, `#` for the name. */
const OTHERS: Readonly<Record<string, string>> = {
  'net.Dial': '(&net.Dialer{}).DialContext(%, …)',
  'net.LookupIP': 'net.DefaultResolver.LookupIP(%, "ip", …)',
  'crypto/tls.Dial': '(&tls.Dialer{Config: config}).DialContext(%, …)',
  'database/sql.DB.Begin': BEGIN,
  'github.com/jmoiron/sqlx.DB.Beginx': 'BeginTxx(%, nil)',
  'github.com/jmoiron/sqlx.DB.MustBegin': 'BeginTxx(%, nil)',
  'net/http.Get': SEND,
  'net/http.Head': SEND,
  'net/http.Post': SEND,
  'net/http.PostForm': SEND,
  'net/http.Client.Get': SEND,
  'net/http.Client.Head': SEND,
  'net/http.Client.Post': SEND,
  'net/http.Client.PostForm': SEND,
};

/** How the same is done with a context. */
export interface ContextForm {
  /** Function to call instead, with `%` for the context. */
  text: string;
  /** Its name where it takes the context before the same parameters; null where more differs. */
  name: string | null;
}

const FORMS = new WeakMap<GoIndex, Map<string, ContextForm | null>>();

/** The form of a function that takes a context, where it has one, and waits for somebody or logs; else null. */
export function contextFormOf(index: GoIndex, callee: Callee): ContextForm | null {
  if (!WAITING.has(callee.package) && callee.package !== 'log/slog') return null;
  const known = FORMS.get(index) ?? new Map<string, ContextForm | null>();
  FORMS.set(index, known);
  const key = `${callee.package}.${callee.receiver === null ? '' : `${callee.receiver}.`}${callee.name}`;
  let form = known.get(key);
  if (form === undefined) {
    const other = OTHERS[key] ?? (/^net\.Lookup[A-Z]+[a-z]*$/.test(key) ? LOOKUP : undefined);
    form = other === undefined ? sibling(index, callee) : { text: other.replace('#', callee.name), name: null };
    known.set(key, form);
  }
  return form;
}

/** `QueryContext(ctx, …)` beside `Query(…)`. */
function sibling(index: GoIndex, callee: Callee): ContextForm | null {
  const own = signatureOf(index, callee);
  if (own === null) return null;
  for (const suffix of ['Context', 'WithContext', 'Ctx']) {
    const name = callee.name + suffix;
    const [first, ...rest] = signatureOf(index, { ...callee, name })?.parameters ?? [];
    if (first && isContext(first) && textOf(rest) === textOf(own.parameters))
      return { text: `${name}(%${rest.length > 0 ? ', …' : ''})`, name };
  }
  return null;
}

function textOf(types: readonly Type[]): string {
  return types.map(typeString).join();
}
