import type { PullRequest } from '../core/change/snapshot.ts';
import type { RepoConfig } from '../core/config/repo-config.ts';
import { applySettings } from '../core/config/settings.ts';
import { asHintsInDemos } from '../core/findings/aside.ts';
import type { Claim } from '../core/findings/finding.ts';
import type { GoIndex } from '../core/go/index/go-index.ts';
import type { GoSnapshot } from '../core/go/reader.ts';
import { touchedManifests } from '../core/services/units/touched-manifests.ts';
import { STANDARDS } from '../core/standards/registry.ts';
import { judgeServices } from '../core/standards/run-services.ts';
import { type JudgedContracts, judgeContracts, type Outside, type Unread } from './judge-contracts.ts';
import { judgeManifests } from './judge-manifests.ts';
import { judgeModules } from './judge-modules.ts';
import { judgeWhole } from './judge-whole.ts';
import type { ChangedMap } from './map.ts';
import { optionsOf } from './options.ts';
import type { Ports } from './ports.ts';
import type { Code } from './read-code.ts';
import type { Targets } from './select-targets.ts';
import type { Stopwatch } from './stopwatch.ts';

type Side = 'base' | 'head';

/** A pull request as it was read: code and services of both sides. */
export interface ReadSides {
  pull: PullRequest;
  code: Code;
  indexes: Record<Side, GoIndex>;
  targets: Targets;
  maps: ChangedMap;
  config: RepoConfig;
  /** In other repositories; findings that name them are told to the architect model. */
  outside: Outside;
}

/** What all standards say of either side. */
export interface JudgedSides {
  claims: Record<Side, Claim[]>;
  /** Files beside Go that were judged. */
  texts: readonly Pick<JudgedContracts['files'][number], 'path' | 'directives'>[];
  /** Of those, which were not judged, or not by all who read such files. */
  unread: ReadonlyMap<string, Pick<Unread, 'reason' | 'isPartial'>>;
  contracts: Pick<JudgedContracts, 'rpcs' | 'messages' | 'interfaces'>;
}

/** Judges head, and of base what accounts for the claims there. */
export async function judgeSides(sides: ReadSides, ports: Ports, watch: Stopwatch): Promise<JudgedSides> {
  const { pull, code, indexes, targets, maps, config, outside } = sides;
  const [base, head] = code.snapshots as [GoSnapshot, GoSnapshot];
  const judging = optionsOf(config);
  const settled = (claims: readonly Claim[]) => asHintsInDemos(applySettings(claims, config));

  const modules = await watch.stage('modules', () => changedModules(pull));
  const contracts = await watch.stage('contracts', () => judgeContracts(pull, indexes, ports.sql, outside));
  const deployed = await watch.stage('manifests', () => onManifests(sides, 'head'));
  ports.progress('standards', 0, 2);
  const after = await watch.stage('standards at head', async () => {
    const onCode = await ports.go.claims(head, code.facts, targets.head, pull.blobs, judging);
    const onFiles = [...modules.head.claims, ...contracts.claims, ...deployed.claims];
    const onWhole = judgeWhole(pull, indexes, maps, judging);
    return settled([...onCode, ...onFiles, ...between(sides, 'head'), ...onWhole]);
  });
  ports.progress('standards', 1, 2);
  const before = await watch.stage('standards at base', async () => {
    // What is not claimed at head needs nothing at base to account for it.
    const only = new Set(after.map(({ standard }) => standard));
    const onCode = await ports.go.claims(base, code.facts, targets.base, pull.blobs, { ...judging, only });
    const isBetween = STANDARDS.some(({ id, services }) => services && only.has(id));
    const onFiles = [...modules.base.claims, ...onManifests(sides, 'base', only).claims];
    return settled([...onCode, ...onFiles, ...(isBetween ? between(sides, 'base') : [])]);
  });
  ports.progress('standards', 2, 2);
  return {
    claims: { base: before, head: after },
    texts: [...modules.head.files, ...contracts.files, ...deployed.files],
    unread: new Map([...deployed.unread, ...contracts.unread]),
    contracts,
  };
}

function onManifests({ pull, maps, indexes }: ReadSides, side: Side, only?: ReadonlySet<string>) {
  return judgeManifests(
    { manifests: maps.manifests[side], map: maps[side], index: indexes[side] },
    { isTarget: touchedManifests(pull.change, side === 'head' ? 'path' : 'basePath'), ...(only ? { only } : {}) },
  );
}

function between({ maps, indexes, targets, config }: ReadSides, side: Side): Claim[] {
  return judgeServices(STANDARDS, {
    map: maps[side],
    index: indexes[side],
    manifests: maps.manifests[side],
    ...config,
    paths: new Set(targets[side].map(({ path }) => path)),
  });
}

/** The go.mod files that the change names, judged on either side. */
async function changedModules({ change, base, head, blobs }: PullRequest) {
  const paths = (side: 'path' | 'basePath') =>
    new Set(change.files.flatMap(({ modeOnly, [side]: path }) => (modeOnly || path === null ? [] : [path])));
  return {
    base: await judgeModules(base, blobs, paths('basePath')),
    head: await judgeModules(head, blobs, paths('path')),
  };
}
