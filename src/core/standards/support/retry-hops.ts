import { namedBy } from '../../services/edges/context.ts';
import { routesOf } from '../../services/edges/routes.ts';
import type { Guard } from '../../services/guards/guard.ts';
import type { Declaration, FunctionDeclaration } from '../../services/reach/declarations.ts';
import { type Reached, reachedBy } from '../../services/reach/reachable.ts';
import type { ServiceEdge } from '../../services/service-map.ts';
import { answers } from '../../services/siblings/ends.ts';
import type { JudgedServices, ServiceReport } from '../standard.ts';

const DEEPEST = 6;
/** Methods of a name: of more, nobody knows which is called. */
const MOST_NAMESAKES = 2;

/** Calls between services that are tried again, of which the answer needs a call that is tried again as well. */
export function retriedHops({ map, index }: JudgedServices, report: ServiceReport): void {
  const retried = map.edges.flatMap((edge) => {
    const retry = edge.guards?.find(({ kind }) => kind === 'retry');
    const isRequest = (edge.kind === 'grpc' || edge.kind === 'http') && edge.state === 'called';
    return isRequest && retry ? [{ edge, retry }] : [];
  });
  for (const { edge: outer, retry: above } of retried) {
    const middle = map.services.find(({ name, kind }) => name === outer.to && kind === 'go');
    if (!middle || middle.main === null) continue;
    const reached = reachedBy(index, middle.main, middle);
    const below = retried.find(
      ({ edge }) => edge.from === outer.to && edge.to !== outer.from && leadsTo(reached, outer, edge),
    );
    const [call] = outer.evidence;
    if (below && call) report(call, said(outer, above, below));
  }

  function leadsTo(within: Reached, { kind, subject }: ServiceEdge, { evidence }: ServiceEdge): boolean {
    const functions = [...within].filter((one): one is FunctionDeclaration => one.is === 'function');
    const byName = Map.groupBy(functions, ({ fact }) => fact.name);
    const seen = new Set<Declaration>();
    let next = kind === 'grpc' ? methodsOf(subject, functions) : handlersOf(subject, within);
    for (let depth = 0; depth < DEEPEST && next.length > 0; depth++) {
      if (next.some((one) => evidence.some((at) => holds(one, at)))) return true;
      for (const one of next) seen.add(one);
      next = next
        .flatMap(({ fact }) => fact.uses.map((use) => byName.get(use.slice(use.lastIndexOf('.') + 1)) ?? []))
        .filter((found) => found.length <= MOST_NAMESAKES)
        .flat()
        .filter((one) => !seen.has(one));
    }
    return false;
  }

  function handlersOf(subject: string | null, within: Reached): FunctionDeclaration[] {
    return routesOf(index).flatMap(({ name, site }) => {
      if (subject === null || !within.has(site.declaration) || !answers(name, subject)) return [];
      const named = site.args.flatMap((arg) => namedBy(arg, site.context) ?? []);
      return [...within].filter(
        (one): one is FunctionDeclaration =>
          one.is === 'function' &&
          named.some(({ package: path, name: own }) => path === one.package.path && own === one.fact.name),
      );
    });
  }
}

interface Retried {
  edge: ServiceEdge;
  retry: Guard;
}

function said(outer: ServiceEdge, above: Guard, { edge, retry }: Retried) {
  const what = outer.subject === null ? '' : ` (\`${outer.subject}\`)`;
  return {
    message: `\`${outer.from}\` tries its call of \`${outer.to}\`${what} again, and to answer it \`${outer.to}\` tries one of \`${edge.to}\` again (\`${retry.path}:${retry.line}\`): both counts multiply, just when \`${edge.to}\` is in trouble.`,
    restsOn: { path: retry.path, line: retry.line, endLine: retry.line },
    evidence: [above, retry].map(({ path, line, text }) => ({ path, line, text })),
  };
}

/** What implements `/shop.v1.Stock/Reserve`. */
function methodsOf(subject: string | null, functions: readonly FunctionDeclaration[]): FunctionDeclaration[] {
  const method = /\/([^/]+)$/.exec(subject ?? '')?.[1];
  const found = functions.filter(
    ({ fact, file }) => fact.name === method && fact.receiver !== null && !file.facts.generated,
  );
  return found.length <= MOST_NAMESAKES ? found : [];
}

function holds({ file, fact }: FunctionDeclaration, at: { path: string; line: number }): boolean {
  return file.path === at.path && fact.line <= at.line && at.line <= fact.endLine;
}
