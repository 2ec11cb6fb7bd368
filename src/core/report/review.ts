import type { Finding, RedFlag, Severity } from '../findings/finding.ts';
import type { MapDiff } from '../services/diff/diff.ts';
import type { Impact } from '../services/diff/impact.ts';

/** The outcome of one run of the pipeline: what every report renders. Plain data. */
export interface Review {
  /** `base` is null for an audit, which looks at one snapshot alone. */
  change: { base: string | null; head: string; title: string | null };
  /** Ranked, worst first, after dedupe; `new` ones first. Those that trusted configuration waives are not here. */
  findings: Finding[];
  /** Findings that someone silenced, with what silenced them and whether it was respected. */
  silenced: Silenced[];
  redFlags: BoardRow[];
  services: Service[];
  /** By fingerprint, the services that run what a finding is about, where they are known. */
  runners?: Readonly<Record<string, readonly string[]>>;
  edges: Edge[];
  /** What services and edges were read from, for drawings; absent where no map was made. */
  map?: MapDiff;
  /** What the change does that no single edge shows, and who feels what else it changed; absent for an audit. */
  impact?: Impact;
  /** Repositories beside this one that configuration names. */
  siblings?: SiblingUse[];
  coverage: CoverageRow[];
  gate: GateResult;
  model: ModelUse;
  /** By the architect model. */
  commentary?: Commentary;
  /** What the author must answer before the review can say more, in Markdown without links. */
  questions?: string[];
  /** Choices of the change worth a decision record, in Markdown without links. */
  tradeOffs?: string[];
  /** Milliseconds by stage, in the order the stages ran. */
  timings: Record<string, number>;
  /** For authors of standards, where they ask: the costliest standard first. */
  stats?: StandardStats[];
}

export interface StandardStats {
  standard: string;
  findings: number;
  /** Of Go that the standard looked at. */
  lines: number;
  perThousandLines: number;
  /** Milliseconds spent in it, over all threads. */
  ms: number;
  /** Of the time spent in all standards, 0 to 1. */
  share: number;
}

export interface Silenced {
  finding: Finding;
  /** `ignore comment`, `ignore comment without a reason`, `waiver`, `generated header`, `configuration`. */
  by: string;
  reason: string | null;
  /** Where it stands. */
  path: string;
  line: number;
  /** False when the change itself added it: then the finding is also in `findings`. */
  respected: boolean;
}

export type FlagState = 'clear' | 'raised' | 'not assessable';
export interface BoardRow {
  flag: RedFlag;
  state: FlagState;
  /** Fingerprints of the new findings that raise it. */
  findings: string[];
  /** Why it could not be assessed, or why the architect model raises it: prose without links. */
  reason: string | null;
  /** The architect model alone raises it. */
  advisory?: true;
}

export interface Service {
  name: string;
  /** Directory. */
  root: string;
  /** `other`: no Go. */
  kind?: 'go' | 'other';
  change?: 'added' | 'removed' | 'same';
}

export interface Edge {
  from: string;
  to: string;
  kind: 'http' | 'grpc' | 'publish' | 'consume' | 'table' | 'database' | 'cache' | 'external';
  state: 'called' | 'addressed' | 'wired' | 'unresolved';
  /** What is exchanged: an RPC, a route, a topic, a table; null when only the peer is known. */
  subject?: string | null;
  change: 'added' | 'removed' | 'same';
  path: string;
  line: number;
  evidence: { path: string; line: number; text: string }[];
}

export interface SiblingUse {
  /** `acme/stock` */
  repository: string;
  /** At which it was read; null for a directory as it is, and where it was not read. */
  commit: string | null;
  /** A clause: why it was not read, and what to do about it; null where it was. */
  why: string | null;
}

/** Every changed file has one row (every Go file, in an audit). */
export interface CoverageRow {
  path: string;
  state: 'full' | 'partial' | 'skipped';
  reason: string | null;
  /** Skipped although it holds code that is judged elsewhere: its verdict is missing. */
  lost?: true;
}

export interface GateResult {
  conclusion: 'success' | 'failure' | 'neutral';
  /** One sentence each, what must change first. Empty on success without remarks. */
  reasons: string[];
  failOn: Severity | 'never';
}

/** `off`: by choice. `unavailable` and `over-budget`: it should have judged, and did not. */
export interface ModelUse {
  state: 'used' | 'off' | 'unavailable' | 'over-budget';
  /** A clause that says why it did not judge, or not all; null where there is nothing to say. */
  why: string | null;
  /** The same as a word: `timeout`, `breaker-open`. `defect` is a mistake of this program. */
  failure: string | null;
  /** That answered, as the API names them. */
  models: string[];
  calls: number;
  /** Tokens, and what they cost at the operator's prices. */
  usage: { input: number; cacheWrite: number; cacheRead: number; output: number; costUsd: number };
  /** What it said and is not shown, by reason. */
  dropped: Record<string, number>;
  /** Parts of the change that it did not see. */
  leftOut: { what: string; reason: string }[];
  /** Fingerprints of what it found at an earlier head and could not judge again. */
  unsettled: string[];
}

/** What the architect model says beside its findings; prose without links. */
export interface Commentary {
  assessments: { area: string; verdict: 'sound' | 'concerns' | 'not enough to tell'; reason: string }[];
  design: { topic: 'boundaries' | 'contracts' | 'data' | 'failure scenarios'; comment: string }[];
}

export const MODEL_OFF: ModelUse = {
  state: 'off',
  why: null,
  failure: null,
  models: [],
  calls: 0,
  usage: { input: 0, cacheWrite: 0, cacheRead: 0, output: 0, costUsd: 0 },
  dropped: {},
  leftOut: [],
  unsettled: [],
};

/** Lines of a file at head, for code frames; null where the text is not at hand. */
export type SourceLines = (path: string) => readonly string[] | null;
