import type { FileFacts } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { functionsAround, parameterNodes } from './functions.ts';

const SERVERS =
  /^(?:github\.com\/(?:gin-gonic\/gin|labstack\/echo|gofiber\/fiber|valyala\/fasthttp|go-chi\/chi|gorilla\/mux|julienschmidt\/httprouter|go-kratos\/kratos|zeromicro\/go-zero|emicklei\/go-restful)|go\.uber\.org\/fx|sigs\.k8s\.io\/controller-runtime|connectrpc\.com\/connect)(?:\/|$)/;
/** What a file that serves mentions, by import path. */
const SERVING: readonly [path: string, ...names: string[]][] = [
  ['net/http', 'Server', 'ListenAndServe', 'ListenAndServeTLS', 'Serve', 'ServeTLS', 'Handle', 'HandleFunc'],
  ['google.golang.org/grpc', 'NewServer'],
];
const NAMED_SERVER = /\/(?:\w*server|api|app|\w*http|web|transport|handlers?|rest|routes?|routers?)$/;
/** A parameter of these stands for one run of a command. */
const COMMAND = /^\*(?:cobra\.Command|cli\.(?:Context|Command)|kong\.Context)$/;

/**
 * Code that serves nobody: a main package without a server, or a function that is handed its command. It does its work
 * and ends, and the person before it can end it sooner.
 */
export function isCommandLine(file: GoFile, node: NodeId): boolean {
  const own = file.package;
  if (own === null) return false;
  if (file.isMain || own.function('main')) {
    const parts = /(?:cli|ctl)$/.test(file.dir) ? [own] : [own, ...importedBy(own, file.index)];
    return !parts.some(({ files }) => files.some(({ facts }) => serves(file.index, facts)));
  }
  return isCommand(file, node) && !serves(file.index, file.facts);
}

/** Libraries of programs that work on until they are stopped. */
const CONSUMERS =
  /^(?:github\.com\/(?:IBM\/sarama|Shopify\/sarama|segmentio\/kafka-go|confluentinc\/confluent-kafka-go|twmb\/franz-go|rabbitmq\/amqp091-go|streadway\/amqp|nats-io\/nats\.go|hibiken\/asynq|robfig\/cron|ThreeDotsLabs\/watermill)|go\.temporal\.io\/sdk\/worker|cloud\.google\.com\/go\/pubsub)(?:\/|$)/;
const SAMPLES = /(?:^|\/)_?(?:examples?|samples?|demos?)(?:\/|$)/;

/** The process does its work and ends: all programs of the repository that have the package are commands. */
export function isOneShot(file: GoFile, node: NodeId): boolean {
  if (isCommandLine(file, node)) return true;
  if (file.package === null) return false;
  const mains = mainsWith(file.package, file.index);
  return mains.length > 0 && mains.every((main) => !worksOn(main, file.index));
}

/** Main packages that import the package, itself among them, through others as well. */
export function mainsWith(own: SourcePackage, index: GoIndex): SourcePackage[] {
  const seen = new Set([own]);
  for (const one of seen)
    for (const { path } of index.importers(one.path)) {
      const importer = SAMPLES.test(path) ? null : index.packageOf(path);
      if (importer) seen.add(importer);
    }
  return [...seen].filter((one) => one.function('main') && one.files.some(({ facts }) => facts.package === 'main'));
}

const works = new WeakMap<SourcePackage, boolean>();

/** The program, or a package of the repository in it, serves or consumes. */
export function worksOn(main: SourcePackage, index: GoIndex): boolean {
  let known = works.get(main);
  if (known === undefined) {
    const parts = new Set([main]);
    known = false;
    for (const part of parts) {
      const files = part.files.filter(({ path }) => !path.endsWith('_test.go'));
      const imports = files.flatMap(({ facts }) => facts.imports.map(({ path }) => path));
      known = imports.some((path) => CONSUMERS.test(path)) || files.some(({ facts }) => serves(index, facts));
      if (known) break;
      for (const path of imports) {
        const next = index.sourcePackage(path);
        if (next) parts.add(next);
      }
    }
    works.set(main, known);
  }
  return known;
}

/** The program answers requests; of a package that is no main, the package does. */
export function answersRequests(file: GoFile): boolean {
  const own = file.package;
  if (own === null) return false;
  const parts = file.isMain || own.function('main') ? [own, ...importedBy(own, file.index)] : [own];
  return parts.some(({ files }) =>
    files.some(({ path, facts }) => !path.endsWith('_test.go') && serves(file.index, facts)),
  );
}

/** Packages of the repository that the package imports itself and that serve by their name: `internal/server`. */
function importedBy(own: SourcePackage, index: GoIndex): SourcePackage[] {
  const paths = new Set(own.files.flatMap(({ facts }) => facts.imports.map(({ path }) => path)));
  return [...paths].flatMap((path) => (NAMED_SERVER.test(path) ? (index.sourcePackage(path) ?? []) : []));
}

function isCommand(file: GoFile, node: NodeId): boolean {
  return functionsAround(file, node).some((fn) =>
    parameterNodes(file, fn).some(({ type }) => COMMAND.test(file.tree.textOf(type))),
  );
}

function serves(index: GoIndex, facts: FileFacts): boolean {
  if (facts.imports.some(({ path }) => SERVERS.test(path))) return true;
  const names = SERVING.flatMap(([path, ...members]) => {
    const name = index.nameOfImport(facts, path);
    return name === null ? [] : members.map((member) => (name === '.' ? member : `${name}.${member}`));
  });
  const declared = [...facts.functions, ...facts.values, ...facts.types];
  return declared.some(({ uses }) => names.some((name) => uses.includes(name)));
}

const bounded = new WeakMap<GoIndex, boolean>();

/** Somewhere the program gives `http.DefaultClient` a timeout, as far as a function that names both tells. */
export function defaultClientIsBounded(file: GoFile): boolean {
  const { index } = file;
  let known = bounded.get(index);
  if (known === undefined) {
    known = [...index.allFiles()].some(
      (other) =>
        !other.path.endsWith('_test.go') && other.mentions?.('DefaultClient') !== false && bounds(index, other.facts),
    );
    bounded.set(index, known);
  }
  return known;
}

function bounds(index: GoIndex, facts: FileFacts): boolean {
  const http = index.nameOfImport(facts, 'net/http');
  if (http === null) return false;
  const client = http === '.' ? 'DefaultClient' : `${http}.DefaultClient`;
  return facts.functions.some(({ uses }) => uses.includes(client) && uses.includes('.Timeout'));
}
