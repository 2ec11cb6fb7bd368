import type { Change } from '../../change/change.ts';
import { pathMatcher } from '../../config/glob.ts';
import type { RepoConfig } from '../../config/repo-config.ts';
import { settingOf } from '../../config/settings.ts';
import { lineMapOf } from '../../findings/line-map.ts';
import type { FunctionFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { ServiceMap } from '../../services/service-map.ts';
import type { Standard } from '../../standards/standard.ts';
import { type KnownParts, namesOf } from './known.ts';
import type { Declaration, Repository } from './repository.ts';

export interface RepositoryParts extends KnownParts {
  change: Change;
  /** Of the head. */
  index: GoIndex;
  config: RepoConfig;
  standard: (id: string) => Standard | undefined;
  /** Of base and head; null where none was made. */
  maps: readonly ServiceMap[] | null;
}

export function repositoryOf({ change, index, config, standard, maps, ...known }: RepositoryParts): Repository {
  const names = namesOf(known);
  return {
    lines: lineMapOf(change),
    declaration: (path, line) => declarationAt(index, path, line),
    names,
    usesOf: names.usesOf,
    standard: (id, path) => {
      const row = standard(id);
      if (!row) return null;
      const { off, severity, ignorePaths } = settingOf(config, id);
      const isIgnored = pathMatcher([...config.ignorePaths, ...ignorePaths]);
      return { severity: severity ?? row.severity, off: off || isIgnored(path) };
    },
    services: maps && exchanges(maps),
  };
}

/** Who talks to whom on either side: what the change removes may be spoken of, too. */
function exchanges(maps: readonly ServiceMap[]): NonNullable<Repository['services']> {
  const edges = new Set(maps.flatMap((map) => map.edges.map(({ from, to }) => JSON.stringify([from, to]))));
  return {
    names: new Set(maps.flatMap(({ services }) => services.map(({ name }) => name))),
    talks: (from, to) => edges.has(JSON.stringify([from, to])),
  };
}

function declarationAt(index: GoIndex, path: string, line: number): Declaration | null {
  const facts = index.file(path)?.facts;
  const holds = (fact: { line: number; endLine: number }) => fact.line <= line && line <= fact.endLine;
  const own = facts?.functions.find(holds);
  if (own) return { symbol: symbolOf(own), line: own.line, endLine: own.endLine };
  const type = facts?.types.find(holds);
  return type ? { symbol: type.name, line: type.line, endLine: type.endLine } : null;
}

function symbolOf({ name, receiver }: FunctionFact): string {
  if (receiver === null) return name;
  return receiver.pointer ? `(*${receiver.type}).${name}` : `${receiver.type}.${name}`;
}
