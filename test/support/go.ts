import { extractFacts } from '../../src/core/go/extract.ts';
import { GoFile } from '../../src/core/go/file.ts';
import { type GoModFile, readGoMod } from '../../src/core/go/go-mod.ts';
import { GoIndex } from '../../src/core/go/index/go-index.ts';
import type { PackageFile } from '../../src/core/go/index/source-package.ts';
import { dirOf, type GoModule, parseGoMod } from '../../src/core/go/modules.ts';
import { isGoMod } from '../../src/core/go/scope.ts';
import type { SyntaxTree } from '../../src/core/go/syntax/tree.ts';
import type { Example } from '../../src/core/standards/standard.ts';
import { createParser, type GoParser } from '../../src/edge/parse/parser.ts';
import { loadSignatures } from '../../src/edge/parse/signatures.ts';

export const parser: GoParser = await createParser();
const signatures = loadSignatures();

/** Standard packages that an example may name without importing them. */
const STANDARD = [
  'bufio', 'bytes', 'context', 'crypto/hmac', 'crypto/md5', 'crypto/rand', 'crypto/sha1', 'crypto/sha256', 'crypto/subtle',
  'crypto/tls', 'crypto/x509', 'database/sql', 'encoding/base64', 'encoding/hex', 'encoding/json', 'encoding/xml', 'errors', 'expvar',
  'flag', 'fmt', 'hash', 'html/template', 'io', 'io/fs', 'log', 'log/slog', 'maps', 'math', 'math/big', 'mime/multipart', 'net',
  'net/http', 'net/http/httptest', 'net/http/httputil', 'net/mail', 'net/netip', 'net/smtp', 'net/url', 'os', 'os/exec', 'os/signal', 'os/user', 'path',
  'path/filepath', 'reflect', 'regexp', 'runtime', 'runtime/debug', 'slices', 'sort', 'strconv', 'strings', 'sync', 'sync/atomic',
  'syscall', 'testing', 'time', 'unicode', 'unicode/utf8',
]; // biome-ignore format: a table
/** Third-party packages that examples use, by name. */
const KNOWN: Record<string, string> = {
  errgroup: 'golang.org/x/sync/errgroup', grpc: 'google.golang.org/grpc', codes: 'google.golang.org/grpc/codes',
  status: 'google.golang.org/grpc/status', insecure: 'google.golang.org/grpc/credentials/insecure', jwt: 'github.com/golang-jwt/jwt/v5',
  gin: 'github.com/gin-gonic/gin', zap: 'go.uber.org/zap', require: 'github.com/stretchr/testify/require',
  assert: 'github.com/stretchr/testify/assert', redis: 'github.com/redis/go-redis/v9', pgx: 'github.com/jackc/pgx/v5',
  pgxpool: 'github.com/jackc/pgx/v5/pgxpool', prometheus: 'github.com/prometheus/client_golang/prometheus',
  promauto: 'github.com/prometheus/client_golang/prometheus/promauto', amqp: 'github.com/rabbitmq/amqp091-go',
  kafka: 'github.com/segmentio/kafka-go', sarama: 'github.com/IBM/sarama', nats: 'github.com/nats-io/nats.go',
  sqlx: 'github.com/jmoiron/sqlx', gorm: 'gorm.io/gorm', zerolog: 'github.com/rs/zerolog', logrus: 'github.com/sirupsen/logrus',
  otel: 'go.opentelemetry.io/otel', trace: 'go.opentelemetry.io/otel/trace', chi: 'github.com/go-chi/chi/v5',
  echo: 'github.com/labstack/echo/v4', mongo: 'go.mongodb.org/mongo-driver/mongo', websocket: 'github.com/gorilla/websocket',
  mux: 'github.com/gorilla/mux', fiber: 'github.com/gofiber/fiber/v2', uuid: 'github.com/google/uuid', cobra: 'github.com/spf13/cobra',
  proto: 'google.golang.org/protobuf/proto', metadata: 'google.golang.org/grpc/metadata', semaphore: 'golang.org/x/sync/semaphore',
  attribute: 'go.opentelemetry.io/otel/attribute', credentials: 'google.golang.org/grpc/credentials', logr: 'github.com/go-logr/logr',
}; // biome-ignore format: a table

/** A snapshot made of texts by path; `go.mod` files included. */
export function goFiles(texts: Readonly<Record<string, string>>): GoFile[] {
  return goTree(texts).files;
}

/** Likewise, with the index, which is there without files too. */
export function goTree(texts: Readonly<Record<string, string>>): { files: GoFile[]; index: GoIndex } {
  const modules: GoModule[] = [];
  const files: (PackageFile & { tree: SyntaxTree })[] = [];
  for (const [path, text] of Object.entries(texts)) {
    if (path.endsWith('go.mod')) modules.push(parseGoMod(text, dirOf(path)));
    if (!path.endsWith('.go')) continue;
    const parsed = parser.parse(text);
    if ('skipped' in parsed) throw new Error(`${path}: ${parsed.skipped}`);
    const facts = extractFacts(parsed.tree, parsed.generated);
    files.push({ path, package: facts.package, facts, tree: parsed.tree });
  }
  if (modules.length === 0) modules.push(parseGoMod('module example.com/service\n\ngo 1.25\n', ''));
  const index = new GoIndex(files, modules, signatures);
  return { files: files.map(({ path, tree, facts }) => new GoFile(path, tree, facts, index)), index };
}

/** The go.mod files among the texts, as standards see them. */
export function goModFiles(texts: Readonly<Record<string, string>>): GoModFile[] {
  const all = new Map(Object.entries(texts));
  const entries = new Map([...all.keys()].map((path) => [path, { blob: path, kind: 'file' as const, size: null }]));
  return [...all.keys()].filter(isGoMod).map((path) => readGoMod(path, all, entries));
}

/** Behind a line that must be blamed, as a comment of the file's kind. */
const WANTED = /\s*(?:\/\/|--|#) want\b.*$/;

/** The files of an example, complete, and the lines that must be blamed as `path:line`. */
export function exampleFiles(example: Example): { texts: Record<string, string>; wanted: string[] } {
  const given = typeof example === 'string' ? { 'service/service.go': example } : example;
  const texts: Record<string, string> = {};
  const wanted: string[] = [];
  for (const [path, source] of Object.entries(given)) {
    const complete = path.endsWith('.go') ? withPackage(source) : source;
    const lines = complete.split('\n');
    lines.forEach((line, index) => {
      if (WANTED.test(line)) wanted.push(`${path}:${index + 1}`);
    });
    texts[path] = lines.map((line) => line.replace(WANTED, '')).join('\n');
  }
  return { texts, wanted };
}

function withPackage(source: string): string {
  if (/^package\s/m.test(source)) return source;
  const used = new Set([...source.matchAll(/(?<![\w.])([a-z]\w*)\.[A-Z]/g)].map((match) => match[1] ?? ''));
  const paths = STANDARD.filter((path) => used.has(path.split('/').at(-1) ?? ''));
  for (const [name, path] of Object.entries(KNOWN)) if (used.has(name)) paths.push(path);
  const imports = paths.map((path) => `\t${usualAlias(path)}"${path}"\n`).join('');
  return `package service\n\n${imports ? `import (\n${imports})\n\n` : ''}${source}\n`;
}

function usualAlias(path: string): string {
  return path.endsWith('amqp091-go') ? 'amqp ' : '';
}
