import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import { pathMatcher } from '../core/config/glob.ts';
import type { RepoConfig } from '../core/config/repo-config.ts';
import { applySettings } from '../core/config/settings.ts';
import { auditLedger } from '../core/coverage/ledger.ts';
import { asHintsInDemos } from '../core/findings/aside.ts';
import { auditFindings } from '../core/findings/match.ts';
import type { GoSnapshot } from '../core/go/reader.ts';
import { MODEL_OFF } from '../core/report/review.ts';
import { standardStats } from '../core/report/stats.ts';
import { asDiff } from '../core/services/diff/diff.ts';
import { inReview, runnersIn, siblingsIn } from '../core/services/map/in-review.ts';
import { STANDARDS } from '../core/standards/registry.ts';
import { judgeServices } from '../core/standards/run-services.ts';
import { assess } from './assess.ts';
import { judgeManifests } from './judge-manifests.ts';
import { judgeModules } from './judge-modules.ts';
import { type Deployed, mapServices } from './map.ts';
import { optionsOf } from './options.ts';
import type { Outcome, Ports, RunOptions } from './ports.ts';
import { type Code, readCode } from './read-code.ts';
import { readConfig } from './read-config.ts';
import { readSources } from './read-sources.ts';
import { joined, siblingsOf } from './siblings.ts';
import { Stopwatch } from './stopwatch.ts';
import { suggest } from './suggest.ts';

/** Looks at a whole snapshot: every finding counts as new, since there is no base. */
export async function audit(
  snapshot: Snapshot,
  blobs: BlobReader,
  ports: Ports,
  options: RunOptions,
): Promise<Outcome> {
  const watch = new Stopwatch(ports.now);
  const progress = (done: number, total: number) => ports.progress('parse', done, total);

  const config = await watch.stage('config', () => readConfig(snapshot, blobs));
  const siblings = await siblingsOf(config.config.siblings, ports, watch);
  const code = await watch.stage('parse', () => readCode([{ name: 'head', snapshot }], blobs, ports.go, progress));
  const [head] = code.snapshots as [GoSnapshot];
  const modules = await watch.stage('modules', () => judgeModules(snapshot, blobs));
  ports.progress('standards', 0, 1);
  // Threads judge the files while this one maps the services and judges those.
  const [onCode, onServices] = await Promise.all([
    watch.stage('standards', () => ports.go.claims(head, code.facts, head.files, blobs, optionsOf(config.config))),
    judgedServices(snapshot, code, config.config, blobs, ports, watch),
  ]);
  const { map, index, deployed } = onServices;
  const claims = asHintsInDemos(
    applySettings([...onCode, ...modules.claims, ...deployed.claims, ...onServices.claims], config.config),
  );
  ports.progress('standards', 1, 1);
  const coverage = auditLedger(head.files, {
    facts: code.facts,
    isIgnored: pathMatcher(config.config.ignorePaths),
    judged: new Set([...modules.files, ...deployed.files].map(({ path }) => path)),
  });
  const assessed = await watch.stage('assess', () =>
    assess({
      findings: auditFindings(claims),
      files: head.files,
      texts: [...modules.files, ...deployed.files],
      facts: code.facts,
      coverage,
      change: null,
      config,
      failOn: options.failOn,
      today: ports.today,
    }),
  );
  const effort = ports.go.effort();
  const findings = await watch.stage('suggestions', () =>
    suggest(assessed.findings, {
      go: ports.go,
      snapshot: head,
      files: head.files,
      facts: code.facts,
      blobs,
      options: optionsOf(config.config),
    }),
  );
  const sources = await watch.stage('sources', () => readSources(findings, snapshot, blobs));
  return {
    review: {
      change: { base: null, head: snapshot.commit, title: null },
      ...assessed,
      findings,
      runners: runnersIn(findings, map, index),
      ...inReview(asDiff(await joined({ map, index, snapshot }, blobs, siblings))),
      ...siblingsIn(siblings),
      model: MODEL_OFF,
      timings: watch.timings,
      ...(effort ? { stats: standardStats(STANDARDS, assessed.findings, effort) } : {}),
    },
    sources,
  };
}

/** The services of a snapshot, and what is said of them. */
async function judgedServices(
  snapshot: Snapshot,
  code: Code,
  config: RepoConfig,
  blobs: BlobReader,
  ports: Ports,
  watch: Stopwatch,
) {
  const [head] = code.snapshots as [GoSnapshot];
  const [{ map, manifests }] = (await watch.stage('services', () =>
    mapServices({ snapshots: [snapshot], code, declared: config.services }, blobs, ports),
  )) as [Deployed];
  const index = ports.go.index(head, code.facts);
  const deployed = await watch.stage('manifests', () => judgeManifests({ manifests, map, index }));
  const claims = await watch.stage('standards on services', () =>
    judgeServices(STANDARDS, { map, index, manifests, ...config, paths: null }),
  );
  return { map, index, deployed, claims };
}
