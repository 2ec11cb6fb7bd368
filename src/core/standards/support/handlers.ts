import type { FunctionFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile, SourcePackage } from '../../go/index/source-package.ts';
import { isExported } from '../../go/names.ts';
import { rememberedWith } from '../../go/remember.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { parseType } from '../../go/types/parse-type.ts';
import { isContext, isError, isNamed, type Type } from '../../go/types/type.ts';
import { declaredName, functionsAround, parameterNodes } from './functions.ts';
import { resultTypes } from './guard.ts';

/** What calls a function from outside the program. */
export type Entry = 'HTTP handler' | 'RPC method' | 'message consumer';

const HTTP: readonly [path: string, name: string][] = [
  ['net/http', 'ResponseWriter'],
  ['github.com/gin-gonic/gin', 'Context'],
  ['github.com/labstack/echo/v4', 'Context'],
  ['github.com/gofiber/fiber/v2', 'Ctx'],
  ['github.com/valyala/fasthttp', 'RequestCtx'],
  ['github.com/cloudwego/hertz/pkg/app', 'RequestContext'],
];
const MESSAGES: readonly [path: string, name: string][] = [
  ['github.com/IBM/sarama', 'ConsumerMessage'],
  ['github.com/IBM/sarama', 'ConsumerGroupClaim'],
  ['github.com/Shopify/sarama', 'ConsumerMessage'],
  ['github.com/Shopify/sarama', 'ConsumerGroupClaim'],
  ['github.com/segmentio/kafka-go', 'Message'],
  ['github.com/confluentinc/confluent-kafka-go/v2/kafka', 'Message'],
  ['github.com/rabbitmq/amqp091-go', 'Delivery'],
  ['github.com/streadway/amqp', 'Delivery'],
  ['github.com/nats-io/nats.go', 'Msg'],
  ['github.com/nats-io/nats.go/jetstream', 'Msg'],
  ['cloud.google.com/go/pubsub', 'Message'],
  ['github.com/hibiken/asynq', 'Task'],
];

/** How a declaration or function literal is entered from outside; null when it is not. */
export const entryOf = rememberedWith((file: GoFile, fn: NodeId): Entry | null => {
  const { tree } = file;
  const parameters = parameterNodes(file, fn).map(({ type }) => file.typeAt(type));
  const receiver = tree.child(fn, Field.receiver);
  const results = resultTypes(file, fn).map((type) => file.typeAt(type));
  const known = byParameters(parameters, results);
  if (known || tree.kind(fn) !== Kind.method_declaration || !file.package) return known;
  const type = tree.textOf(tree.child(tree.children(receiver)[0] ?? NONE, Field.type)).replace(/^\*|\[.*$/gs, '');
  const name = tree.textOf(tree.child(fn, Field.name));
  return isRpc(file.package, type, name, parameters, results) ? 'RPC method' : null;
});

/** The innermost function around the node that is entered from outside; null where there is none. */
export function entryAround(file: GoFile, node: NodeId): { fn: NodeId; entry: Entry } | null {
  for (const fn of functionsAround(file, node)) {
    const entry = entryOf(file, fn);
    if (entry) return { fn, entry };
  }
  return null;
}

/** The same for a function that is only known by its facts. */
export function entryOfFact(
  own: SourcePackage,
  { fact, file }: { fact: FunctionFact; file: PackageFile },
): Entry | null {
  const scope = own.scope(file, []);
  const parameters = fact.parameters.map(({ type }) => parseType(type, scope));
  const results = fact.results.map(({ type }) => parseType(type, scope));
  const known = byParameters(parameters, results);
  if (known || !fact.receiver) return known;
  return isRpc(own, fact.receiver.type, fact.name, parameters, results) ? 'RPC method' : null;
}

function byParameters(parameters: readonly Type[], results: readonly Type[]): Entry | null {
  const has = (types: typeof HTTP) =>
    parameters.some((type) => types.some(([path, name]) => isNamed(type, path, name)));
  // What returns a value is a helper of handlers; a handler returns nothing, or an error.
  if (results.length > 1 || (results[0] && !isError(results[0]))) return null;
  if (has(HTTP)) return 'HTTP handler';
  return has(MESSAGES) ? 'message consumer' : null;
}

/** `Place(ctx, *PlaceRequest) (*PlaceReply, error)` of a type that embeds the generated `UnimplementedOrdersServer`. */
function isRpc(
  own: SourcePackage,
  receiver: string,
  name: string,
  parameters: readonly Type[],
  results: readonly Type[],
): boolean {
  const last = results.at(-1);
  if (!isExported(name) || !last || !isError(last)) return false;
  const unary =
    parameters.length === 2 && parameters[0] !== undefined && isContext(parameters[0]) && results.length === 2;
  const stream = parameters.at(-1);
  const streams =
    results.length === 1 && stream?.kind === 'named' && /Server$|^ServerStream|StreamingServer$/.test(stream.name);
  if (!unary && !streams) return false;
  const embeds = own.type(receiver)?.embeds() ?? [];
  return embeds.some((type) => type.kind === 'named' && /^Un(?:implemented|safe)\w*Server$/.test(type.name));
}

/** The way from an entry point to a function of the same package, entry first: `Place`, `s.save`. */
export interface Reach {
  entry: Entry;
  way: readonly string[];
}

/** The way from an entry point of the package to the function declared around the node; null where none is known. */
export function reachOf(file: GoFile, node: NodeId): Reach | null {
  const declaration = enclosingDeclaration(file.tree, node);
  if (declaration === NONE || !file.package) return null;
  const line = file.tree.line(declaration);
  const name = declaredName(file, declaration);
  const fact = file.facts.functions.find((one) => one.name === name && one.line === line);
  return fact ? (reachedFromEntries(file.package).get(fact) ?? null) : null;
}

const reached = new WeakMap<SourcePackage, ReadonlyMap<FunctionFact, Reach>>();

/**
 * Functions of a package that its entry points call, by facts. Calls to methods are followed only where the name can
 * mean one method: unexported, and declared once in the package.
 */
export function reachedFromEntries(own: SourcePackage): ReadonlyMap<FunctionFact, Reach> {
  const known = reached.get(own);
  if (known) return known;
  const all = own.files
    .filter(({ path }) => !path.endsWith('_test.go'))
    .flatMap((file) => file.facts.functions.map((fact) => ({ fact, file })));
  const callable = new Map<string, FunctionFact | null>();
  for (const { fact } of all) {
    if (fact.receiver && isExported(fact.name)) continue;
    const use = fact.receiver ? `.${fact.name}` : fact.name;
    callable.set(use, callable.has(use) ? null : fact);
  }
  const found = new Map<FunctionFact, Reach>();
  const queue: FunctionFact[] = [];
  for (const one of all) {
    const entry = entryOfFact(own, one);
    if (!entry) continue;
    found.set(one.fact, { entry, way: [nameOf(one.fact)] });
    queue.push(one.fact);
  }
  for (let fact = queue.shift(); fact; fact = queue.shift()) {
    const from = found.get(fact);
    if (!from) continue;
    for (const use of fact.uses) {
      const next = callable.get(use);
      if (!next || found.has(next)) continue;
      found.set(next, { entry: from.entry, way: [...from.way, nameOf(next)] });
      queue.push(next);
    }
  }
  reached.set(own, found);
  return found;
}

function nameOf(fact: FunctionFact): string {
  return fact.receiver ? `${fact.receiver.type}.${fact.name}` : fact.name;
}

const mapping = new WeakMap<GoIndex, boolean>();

/** The repository has a gRPC interceptor of its own that makes statuses of errors. */
export function mapsRpcErrors(index: GoIndex): boolean {
  let known = mapping.get(index);
  if (known === undefined) {
    known = [...index.importers('google.golang.org/grpc')].some(({ facts }) =>
      facts.functions.some(
        ({ uses }) =>
          uses.some((use) => /\.(?:UnaryHandler|UnaryServerInfo|StreamServerInfo|UnaryServerInterceptor)$/.test(use)) &&
          uses.some((use) => /^(?:status|codes)\.|(?:To|Map|Convert|Wrap|From)\w*(?:Err|Status)|Status$/.test(use)),
      ),
    );
    mapping.set(index, known);
  }
  return known;
}
