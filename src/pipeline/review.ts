import type { PullRequest } from '../core/change/snapshot.ts';
import { pathMatcher } from '../core/config/glob.ts';
import { changedRpcs } from '../core/contracts/proto/rpcs.ts';
import { changeLedger } from '../core/coverage/ledger.ts';
import { smuggledFiles } from '../core/coverage/smuggled.ts';
import { changedLine } from '../core/findings/causal.ts';
import { declarationAt } from '../core/findings/extent.ts';
import type { Finding } from '../core/findings/finding.ts';
import { markLate } from '../core/findings/late.ts';
import { lineMapOf } from '../core/findings/line-map.ts';
import { matchClaims } from '../core/findings/match.ts';
import type { GoSnapshot } from '../core/go/reader.ts';
import { impactOf } from '../core/services/diff/impact.ts';
import { inReview, runnersIn, siblingsIn } from '../core/services/map/in-review.ts';
import { requestsIn } from '../core/services/siblings/callers.ts';
import { STANDARDS } from '../core/standards/registry.ts';
import { advise } from './advise.ts';
import { assess } from './assess.ts';
import { causeElsewhere } from './cause-elsewhere.ts';
import { judgeSides } from './judge-sides.ts';
import { mapChange } from './map.ts';
import { optionsOf } from './options.ts';
import type { Outcome, Ports, RunOptions } from './ports.ts';
import { readCode } from './read-code.ts';
import { readConfig } from './read-config.ts';
import { readOwners } from './read-owners.ts';
import { readSources } from './read-sources.ts';
import { selectTargets } from './select-targets.ts';
import { joinChange, siblingsOf } from './siblings.ts';
import { Stopwatch } from './stopwatch.ts';
import { suggest } from './suggest.ts';

/** Reviews a pull request: the change against its base, one stage after the other. */
export async function review(pull: PullRequest, ports: Ports, options: RunOptions): Promise<Outcome> {
  const { change, blobs } = pull;
  const watch = new Stopwatch(ports.now);
  const sides = [
    { name: 'base', snapshot: pull.base },
    { name: 'head', snapshot: pull.head },
  ];
  const progress = (done: number, total: number) => ports.progress('parse', done, total);

  const config = options.config ?? (await watch.stage('config', () => readConfig(pull.base, blobs)));
  const siblings = await siblingsOf(config.config.siblings, ports, watch);
  const smuggled = smuggledFiles(change, pull.base, pull.head);
  const code = await watch.stage('parse', () => readCode(sides, blobs, ports.go, progress, smuggled));
  const [base, head] = code.snapshots as [GoSnapshot, GoSnapshot];
  const indexes = { base: ports.go.index(base, code.facts), head: ports.go.index(head, code.facts) };
  const targets = await watch.stage('select', () => selectTargets(change, base, head, indexes));

  const maps = await watch.stage('services', () => mapChange(pull, code, config.config.services, ports));
  const snapshots = {
    base: { index: indexes.base, snapshot: pull.base },
    head: { index: indexes.head, snapshot: pull.head },
  };
  const joined = await joinChange(maps, snapshots, blobs, siblings);
  const requests = requestsIn(joined.forModel.base);
  const outside = { callers: joined.callers.forModel, requests, protos: joined.protos.base };
  const judged = await judgeSides({ pull, code, indexes, targets, maps, config: config.config, outside }, ports, watch);

  const lines = lineMapOf(change);
  const matched = await watch.stage('match', () =>
    matchClaims(judged.claims.base, judged.claims.head, change, {
      scope: ({ path, line }) => {
        const file = targets.index.file(path);
        return file ? declarationAt(file.facts, line) : null;
      },
      causes: (claim) =>
        (claim.about ? changedLine(claim.path, claim.about, lines) : null) ??
        (claim.restsOn ? changedLine(claim.restsOn.path, claim.restsOn, lines) : null) ??
        causeElsewhere(claim, targets, lines) ??
        (claim.brought ? { path: claim.path, line: claim.line } : null),
    }),
  );
  const findings = withoutStanding(matched, targets.head);
  const { facts } = code;
  const last = options.last ?? null;
  const owners = await watch.stage('owners', () => readOwners(pull.base, blobs));
  const altered = {
    ...{ sides: indexes, rpcs: judged.contracts.rpcs, contracts: judged.contracts.interfaces },
    ...{ messages: judged.contracts.messages, affected: targets.affected, pairs: targets.pairs, owners },
  };
  const rpcs = changedRpcs(joined.protos.base, joined.protos.head);
  const impact = await watch.stage('impact', () =>
    impactOf(joined.shown.diff, { ...altered, outside: { callers: joined.callers.shown, rpcs } }),
  );
  // What a sibling keeps from the model, nothing derived from it tells.
  const forModel =
    joined.forModel === joined.shown
      ? impact
      : impactOf(joined.forModel.diff, { ...altered, outside: { callers: joined.callers.forModel, rpcs } });
  const advised = await watch.stage('model', () =>
    advise(
      { pull, config: config.config, indexes, maps: joined.forModel, impact: forModel, findings, facts, last },
      ports,
    ),
  );
  const coverage = changeLedger(change, {
    facts: code.facts,
    isIgnored: pathMatcher(config.config.ignorePaths),
    disguised: targets.disguised,
    smuggled,
    judged: new Set(judged.texts.map(({ path }) => path)),
    unread: judged.unread,
  });
  const assessed = await watch.stage('assess', () =>
    assess({
      findings: markLate(advised.findings, last, change),
      files: targets.head,
      texts: judged.texts,
      facts: code.facts,
      coverage,
      change,
      config,
      advised: new Map(advised.sections.redFlags.map(({ flag, reason }) => [flag, reason])),
      failOn: options.failOn,
      today: ports.today,
    }),
  );
  const suggested = await watch.stage('suggestions', () =>
    suggest(assessed.findings, {
      go: ports.go,
      snapshot: head,
      files: targets.head,
      facts: code.facts,
      blobs,
      options: optionsOf(config.config),
      replacements: advised.replacements,
    }),
  );
  const sources = await watch.stage('sources', () => readSources(suggested, pull.head, blobs));
  return {
    review: {
      change: { base: change.base, head: change.head, title: change.title },
      ...assessed,
      findings: suggested,
      runners: runnersIn(suggested, maps.head, indexes.head),
      ...inReview(joined.shown.diff),
      ...siblingsIn(siblings),
      impact,
      ...advised.shown,
      timings: watch.timings,
    },
    sources,
  };
}

/** What is told of programs that the change leaves alone was only there to be compared. */
function withoutStanding(findings: readonly Finding[], judged: readonly { path: string }[]): Finding[] {
  const paths = new Set(judged.map(({ path }) => path));
  return findings.filter((one) => one.new || paths.has(one.path) || !ON_SERVICES.has(one.standard));
}

const ON_SERVICES = new Set(STANDARDS.flatMap(({ id, services }) => (services ? [id] : [])));
