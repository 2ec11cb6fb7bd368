import type { Change } from '../core/change/change.ts';
import { CONFIG_PATH, type RepoConfig } from '../core/config/repo-config.ts';
import { settingOf } from '../core/config/settings.ts';
import { dedupe } from '../core/findings/dedupe.ts';
import type { Finding, RedFlag, Severity } from '../core/findings/finding.ts';
import { lineMapOf } from '../core/findings/line-map.ts';
import { rank } from '../core/findings/rank.ts';
import { type PlacedDirective, silence } from '../core/findings/silence.ts';
import { board } from '../core/gate/board.ts';
import { judge } from '../core/gate/gate.ts';
import { type BlobFacts, factsOf } from '../core/go/analysed.ts';
import type { Directive } from '../core/go/facts.ts';
import type { GoBlob } from '../core/go/reader.ts';
import type { CoverageRow, Review } from '../core/report/review.ts';
import { STANDARDS, standardById } from '../core/standards/registry.ts';
import type { TrustedConfig } from './read-config.ts';

export interface Assessed {
  findings: readonly Finding[];
  /** Files at head that were looked at. */
  files: readonly GoBlob[];
  /** Likewise files that are no Go. */
  texts: readonly { path: string; directives: readonly Directive[] }[];
  facts: ReadonlyMap<string, BlobFacts>;
  coverage: CoverageRow[];
  /** Null for an audit. */
  change: Change | null;
  config: TrustedConfig;
  /** Overrides the repository's own. */
  failOn: Severity | 'never' | null;
  /** Red flags that the architect model raises, with its reason. */
  advised?: ReadonlyMap<RedFlag, string>;
  /** ISO date. */
  today: string;
}

const SUBSUMES = new Map(STANDARDS.map(({ id, subsumes }) => [id, subsumes ?? []]));

/** From findings to the verdict: dedupe, silence, rank, gate and red-flag board. */
export function assess(input: Assessed): Pick<Review, 'findings' | 'silenced' | 'redFlags' | 'coverage' | 'gate'> {
  const { config, error } = input.config;
  const policy = { failOn: input.failOn ?? config.failOn, modelGates: config.model.gates };
  const { findings, silenced } = silence(dedupe(input.findings, SUBSUMES), {
    ...policy,
    directives: directivesOf(input),
    waivers: config.waivers,
    configPath: CONFIG_PATH,
    today: input.today,
    selfSilence: config.selfSilence,
  });
  const { coverage } = input;
  return {
    findings: rank(findings),
    silenced,
    redFlags: board({
      findings,
      flagsOf: (id) => standardById(id)?.flags ?? [],
      assessed: assessedFlags(config),
      coverage,
      ...(input.advised ? { advised: input.advised } : {}),
    }),
    coverage,
    gate: judge({ findings, coverage, ...policy, notJudged: error }),
  };
}

function assessedFlags(config: RepoConfig): ReadonlySet<RedFlag> {
  return new Set(STANDARDS.filter(({ id }) => !settingOf(config, id).off).flatMap(({ flags }) => flags));
}

function directivesOf({ files, texts, facts, change }: Assessed): PlacedDirective[] {
  const lines = change ? lineMapOf(change) : null;
  const inCode = files.map(({ path, blob }) => {
    const known = facts.get(blob);
    const none = !known || !('json' in known) || !known.json.includes('"directives":[{');
    return { path, directives: none ? [] : factsOf(known).directives };
  });
  return [...inCode, ...texts].flatMap(({ path, directives }) =>
    directives.map((directive) => ({
      ...directive,
      path,
      addedByChange: lines?.touches(path, directive.line) ?? false,
    })),
  );
}
