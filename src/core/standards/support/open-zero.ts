import type { GoIndex } from '../../go/index/go-index.ts';
import { rememberedBy } from '../../go/remember.ts';
import { namedBy } from '../../services/edges/context.ts';
import { type Route, zeroRoutesIn } from '../../services/edges/routes.ts';
import { type Site, sitesOf } from '../../services/edges/sites.ts';
import { declarationsOf, type FunctionDeclaration } from '../../services/reach/declarations.ts';
import type { ServiceReport } from '../standard.ts';
import { SPEAKS } from './authentication.ts';

const REST = ['github.com/zeromicro/go-zero/rest', 'github.com/tal-tech/go-zero/rest'];
/** As said of routes elsewhere, and words of requests that only read, which go-zero's APIs make with POST. */
const OPEN =
  /health|ping|version|status|info|login|log_?out|sign|regist|oauth|sso|auth|token|callback|hook|public|password|forgot|reset|recover|verif|captcha|code|sms|list|detail|get|query|search|find|page|count|check|config|\*/i;
const FEWEST = 2;

/** Routes that one call adds, with what it puts before them. */
interface Group {
  routes: readonly Route[];
  /** The option that asks for a token; null where there is none. */
  jwt: Site | null;
  /** Other middleware, of which nothing is known. */
  hasMore: boolean;
  line: number;
  endLine: number;
}

/** Routes of go-zero that are added without the token that the others of the same server are added with. */
export function openZero(index: GoIndex, report: ServiceReport): void {
  for (const [declaration, groups] of groupsOf(index)) {
    const guarded = groups.filter(({ jwt }) => jwt !== null).flatMap(({ routes }) => routes);
    const open = groups
      .filter(({ jwt, hasMore }) => jwt === null && !hasMore)
      .flatMap(({ routes, line, endLine }) => routes.map((route) => ({ ...route, line, endLine })))
      .filter(({ name }) => /^(?:POST|PUT|PATCH|DELETE) /.test(name) && !OPEN.test(name));
    const [first] = guarded;
    if (!first || guarded.length < FEWEST || open.length * 2 > guarded.length) continue;
    for (const { name, site, line, endLine } of open) {
      const handler = handlerOf(site);
      if (!handler || handler.file.facts.generated || asksItself(index, handler)) continue;
      const { path } = site.context.file;
      report(
        { path: handler.file.path, line: handler.fact.line, text: `func ${handler.fact.name}` },
        {
          route: name,
          message: `\`${name}\` answers anybody: ${guarded.length} routes beside it are added with \`rest.WithJwt\` (\`${first.name}\`), and this one is not (\`${path}:${site.fact.line}\`).`,
          restsOn: { path, line, endLine },
          evidence: [{ path: declaration.file.path, line: first.site.fact.line, text: first.site.fact.text }],
        },
      );
    }
  }
}

const groupsOf = rememberedBy((index: GoIndex): ReadonlyMap<FunctionDeclaration, readonly Group[]> => {
  const found = new Map<FunctionDeclaration, Group[]>();
  const calls = sitesOf(index).calls;
  for (const adds of Map.groupBy(
    REST.flatMap((path) => calls.get(`${path}.Server.AddRoutes`)),
    ({ declaration }) => declaration,
  ).values()) {
    const [{ declaration } = { declaration: null }] = adds;
    if (declaration?.is !== 'function' || usesMore(index, declaration)) continue;
    const sites = sitesOf(index).of.get(declaration) ?? [];
    const routes = zeroRoutesIn(index, sites);
    const starts = adds.map(({ fact }) => fact.line).sort((a, b) => a - b);
    const groups = starts.map((line, at): Group => {
      const next = starts[at + 1] ?? declaration.fact.endLine + 1;
      const isHere = ({ fact }: Site) => fact.line >= line && fact.line < next;
      const named = (name: RegExp) => sites.find((site) => isHere(site) && name.test(site.named?.name ?? '')) ?? null;
      return {
        routes: routes.filter(({ site }) => isHere(site)),
        jwt: named(/^WithJwt/),
        hasMore: named(/^WithMiddlewares?$|^WithSignature$/) !== null,
        line,
        endLine: next - 1,
      };
    });
    found.set(declaration, groups);
  }
  return found;
});

/** Middleware for all routes of a server may ask, too: it is used where the program is, above `internal/handler`. */
function usesMore(index: GoIndex, { file }: FunctionDeclaration): boolean {
  const program = file.path.replace(/internal\/.*$|[^/]*$/, '');
  const uses = REST.flatMap((path) => sitesOf(index).calls.get(`${path}.Server.Use`));
  return uses.some(({ context }) => context.file.path.startsWith(program));
}

/** The function that makes the handler of a route. */
function handlerOf({ args, fields, context }: Site): FunctionDeclaration | null {
  const given = args[fields.indexOf('Handler')];
  const named = given?.is === 'call' ? namedBy(given.of, context) : null;
  const own = named?.receiver === null ? context.index.sourcePackage(named.package) : null;
  const found = own && named ? declarationsOf(own).byName.get(named.name) : undefined;
  return found?.find((one) => one.is === 'function') ?? null;
}

/** A handler that looks at who calls, or has its logic look. */
function asksItself(index: GoIndex, { file, fact }: FunctionDeclaration): boolean {
  return fact.uses.some((use) => {
    if (SPEAKS.test(use)) return true;
    const [, alias, logic] = /^(\w+)\.New(\w+)$/.exec(use) ?? [];
    const path = alias === undefined ? null : index.qualifier(file.facts, alias);
    const own = path === null ? null : index.sourcePackage(path);
    const methods = (own && logic !== undefined && declarationsOf(own).methods.get(logic)) || [];
    return methods.some((method) => method.fact.uses.some((one) => SPEAKS.test(one)));
  });
}
