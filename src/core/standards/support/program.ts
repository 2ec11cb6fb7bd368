import type { FileFacts } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';

const SERVERS =
  /^(?:google\.golang\.org\/grpc|github\.com\/(?:gin-gonic\/gin|labstack\/echo|gofiber\/fiber|valyala\/fasthttp|go-chi\/chi|gorilla\/mux|julienschmidt\/httprouter|go-kratos\/kratos|zeromicro\/go-zero|emicklei\/go-restful)|go\.uber\.org\/fx|sigs\.k8s\.io\/controller-runtime|connectrpc\.com\/connect)(?:\/|$)/;
const SERVING = ['Server', 'ListenAndServe', 'ListenAndServeTLS', 'Serve', 'ServeTLS', 'Handle', 'HandleFunc'];

/** A main package that serves nobody: it does its work and ends, and the person before it can end it sooner. */
export function isCommandLine(file: GoFile): boolean {
  if (!file.isMain) return false;
  const own = file.package;
  return own !== null && !own.files.some(({ facts }) => serves(file.index, facts));
}

function serves(index: GoIndex, facts: FileFacts): boolean {
  if (facts.imports.some(({ path }) => SERVERS.test(path))) return true;
  const http = index.nameOfImport(facts, 'net/http');
  if (http === null) return false;
  const names = SERVING.map((name) => (http === '.' ? name : `${http}.${name}`));
  return [...facts.functions, ...facts.values, ...facts.types].some(({ uses }) =>
    names.some((name) => uses.includes(name)),
  );
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
