import { namedBy } from '../edges/context.ts';
import type { Site, Sites } from '../edges/sites.ts';
import { declarationsOf } from '../reach/declarations.ts';
import type { Reached } from '../reach/reachable.ts';
import { parseExpression } from '../wire/expression.ts';
import { type Guard, type GuardKind, shortDuration } from './guard.ts';
import { guardedBy } from './libraries.ts';

/** What one program reaches. */
export interface Running {
  sites: Sites;
  reached: Reached;
}

/** What stands at the call itself: the context that it is given, and what runs it. */
export function aroundCall(site: Site): Guard[] {
  const { limit } = site.fact;
  const deadline = limit === undefined ? [] : [guardAt(site, 'deadline', shortDuration(limit))];
  return [...deadline, ...(site.fact.within ?? []).flatMap((runner) => ranBy(runner, site))];
}

export function guardAt({ context, fact }: Site, kind: GuardKind, value: string | null): Guard {
  return { kind, value, path: context.file.path, line: fact.line, text: fact.text };
}

/** `backoff.Retry(func() error { … })`, or a function of the repository that does that with what it is given. */
function ranBy(runner: string, site: Site): Guard[] {
  const named = namedBy(parseExpression(runner), site.context);
  if (!named) return [];
  const direct = guardedBy(named.package);
  if (direct) return [guardAt(site, direct, null)];
  const own = site.context.index.sourcePackage(named.package);
  if (!own) return [];
  const { byName, methods } = declarationsOf(own);
  const among = named.receiver === null ? byName.get(named.name) : methods.get(named.receiver);
  return (among ?? []).flatMap(({ is, fact, file }) => {
    if (is !== 'function' || fact.name !== named.name) return [];
    return qualifiersOf(fact.uses).flatMap((alias) => {
      const path = site.context.index.qualifier(file.facts, alias);
      const kind = path === null ? null : guardedBy(path);
      return kind === null ? [] : [guardAt(site, kind, null)];
    });
  });
}

function qualifiersOf(uses: readonly string[]): string[] {
  return [...new Set(uses.flatMap((use) => (use.indexOf('.') > 0 ? [use.slice(0, use.indexOf('.'))] : [])))];
}
