import type { PullRequest } from '../core/change/snapshot.ts';
import { pathMatcher } from '../core/config/glob.ts';
import { applySettings } from '../core/config/settings.ts';
import { changeLedger } from '../core/coverage/ledger.ts';
import { smuggledFiles } from '../core/coverage/smuggled.ts';
import { changedLine } from '../core/findings/causal.ts';
import { declarationAt } from '../core/findings/extent.ts';
import type { Claim, Finding } from '../core/findings/finding.ts';
import { markLate } from '../core/findings/late.ts';
import { lineMapOf } from '../core/findings/line-map.ts';
import { matchClaims } from '../core/findings/match.ts';
import type { GoSnapshot } from '../core/go/reader.ts';
import { impactOf } from '../core/services/diff/impact.ts';
import { inReview, runnersIn } from '../core/services/map/in-review.ts';
import { touchedManifests } from '../core/services/units/touched-manifests.ts';
import { STANDARDS } from '../core/standards/registry.ts';
import { judgeServices } from '../core/standards/run-services.ts';
import { advise } from './advise.ts';
import { assess } from './assess.ts';
import { causeElsewhere } from './cause-elsewhere.ts';
import { judgeContracts } from './judge-contracts.ts';
import { judgeManifests } from './judge-manifests.ts';
import { judgeModules } from './judge-modules.ts';
import { judgeWhole } from './judge-whole.ts';
import { mapChange } from './map.ts';
import { optionsOf } from './options.ts';
import type { Outcome, Ports, RunOptions } from './ports.ts';
import { readCode } from './read-code.ts';
import { readConfig } from './read-config.ts';
import { readOwners } from './read-owners.ts';
import { readSources } from './read-sources.ts';
import { selectTargets } from './select-targets.ts';
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
  const smuggled = smuggledFiles(change, pull.base, pull.head);
  const code = await watch.stage('parse', () => readCode(sides, blobs, ports.go, progress, smuggled));
  const [base, head] = code.snapshots as [GoSnapshot, GoSnapshot];
  const indexes = { base: ports.go.index(base, code.facts), head: ports.go.index(head, code.facts) };
  const targets = await watch.stage('select', () => selectTargets(change, base, head, indexes));

  const maps = await watch.stage('services', () => mapChange(pull, code, config.config.services, ports));
  const judging = optionsOf(config.config);
  const modules = await watch.stage('modules', () => changedModules(pull));
  const contracts = await watch.stage('contracts', () => judgeContracts(pull, indexes.base, ports.sql));
  const onManifests = (side: 'base' | 'head', only?: ReadonlySet<string>) =>
    judgeManifests(
      { manifests: maps.manifests[side], map: maps[side], index: indexes[side] },
      { isTarget: touchedManifests(change, side === 'head' ? 'path' : 'basePath'), ...(only ? { only } : {}) },
    );
  const deployed = await watch.stage('manifests', () => onManifests('head'));
  const between = (side: 'base' | 'head') =>
    judgeServices(STANDARDS, {
      map: maps[side],
      index: indexes[side],
      manifests: maps.manifests[side],
      ...config.config,
      paths: new Set(targets[side].map(({ path }) => path)),
    });
  const settled = (claims: readonly Claim[]) => applySettings(claims, config.config);
  ports.progress('standards', 0, 2);
  const after = await watch.stage('standards at head', async () => {
    const onCode = await ports.go.claims(head, code.facts, targets.head, blobs, judging);
    const onFiles = [...modules.head.claims, ...contracts.claims, ...deployed.claims];
    const onWhole = judgeWhole(pull, indexes, maps, judging);
    return settled([...onCode, ...onFiles, ...between('head'), ...onWhole]);
  });
  ports.progress('standards', 1, 2);
  const before = await watch.stage('standards at base', async () => {
    // What is not claimed at head needs nothing at base to account for it.
    const only = new Set(after.map(({ standard }) => standard));
    const onCode = await ports.go.claims(base, code.facts, targets.base, blobs, { ...judging, only });
    const isBetween = STANDARDS.some(({ id, services }) => services && only.has(id));
    const onFiles = [...modules.base.claims, ...onManifests('base', only).claims];
    return settled([...onCode, ...onFiles, ...(isBetween ? between('base') : [])]);
  });
  ports.progress('standards', 2, 2);

  const lines = lineMapOf(change);
  const matched = await watch.stage('match', () =>
    matchClaims(before, after, change, {
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
  const advised = await watch.stage('model', () =>
    advise({ pull, config: config.config, indexes, maps, findings, facts, last }, ports),
  );
  const texts = [...modules.head.files, ...contracts.files, ...deployed.files];
  const coverage = changeLedger(change, {
    facts: code.facts,
    isIgnored: pathMatcher(config.config.ignorePaths),
    disguised: targets.disguised,
    smuggled,
    judged: new Set(texts.map(({ path }) => path)),
    unread: new Map([...deployed.unread, ...contracts.unread]),
  });
  const assessed = await watch.stage('assess', () =>
    assess({
      findings: markLate(advised.findings, last, change),
      files: targets.head,
      texts,
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
      options: judging,
      replacements: advised.replacements,
    }),
  );
  const owners = await watch.stage('owners', () => readOwners(pull.base, blobs));
  const impact = impactOf(maps.diff, {
    sides: indexes,
    rpcs: contracts.rpcs,
    contracts: contracts.interfaces,
    affected: targets.affected,
    owners,
  });
  const sources = await watch.stage('sources', () => readSources(suggested, pull.head, blobs));
  return {
    review: {
      change: { base: change.base, head: change.head, title: change.title },
      ...assessed,
      findings: suggested,
      runners: runnersIn(suggested, maps.head, indexes.head),
      ...inReview(maps.diff),
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

/** The go.mod files that the change names, judged on either side. */
async function changedModules({ change, base, head, blobs }: PullRequest) {
  const paths = (side: 'path' | 'basePath') =>
    new Set(change.files.flatMap(({ modeOnly, [side]: path }) => (modeOnly || path === null ? [] : [path])));
  return {
    base: await judgeModules(base, blobs, paths('basePath')),
    head: await judgeModules(head, blobs, paths('path')),
  };
}
