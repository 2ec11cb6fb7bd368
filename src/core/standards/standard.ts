import type { ChangedFile } from '../change/change.ts';
import type { ConfigFile } from '../config/schema.ts';
import type { SqlParser } from '../contracts/sql/parser.ts';
import type { Extent } from '../findings/causal.ts';
import type { Evidence, Lane, RedFlag, Severity } from '../findings/finding.ts';
import type { ChangeLines } from '../findings/line-map.ts';
import type { GoFile } from '../go/file.ts';
import type { GoModFile } from '../go/go-mod.ts';
import type { GoIndex } from '../go/index/go-index.ts';
import type { KindName } from '../go/syntax/grammar.ts';
import type { NodeId } from '../go/syntax/tree.ts';
import type { MapDiff } from '../services/diff/diff.ts';
import type { FactPlace, ManifestFacts } from '../services/manifests/facts.ts';
import type { ServiceMap } from '../services/service-map.ts';
import type { Manifest } from '../services/units/deployment.ts';
import type { Edit } from '../suggestions/edit.ts';

/** One row of the catalogue: detector, documentation, `explain` answer and test in one object. */
export interface Standard {
  /** `area/name`; an interface to configuration, waivers and SARIF, never renamed. */
  id: string;
  severity: Severity;
  lane: Lane;
  /** Red flags that a finding raises, the leading one first. */
  flags: readonly RedFlag[];
  /** The defect in a few words, sentence case, no full stop. */
  title: string;
  /** What goes wrong in production and what it costs. */
  why: string;
  /** The smallest idiomatic mend, in Markdown; Go in fences. */
  fix: string;
  /** Primary sources. */
  references: readonly string[];
  /** Ids that yield to this one on the same expression. */
  subsumes?: readonly string[];
  /** Reads `_test.go` files: `only` them, or `too`. Default: none. */
  tests?: 'only' | 'too';
  /** Its cost needs a process that goes on: in a program that does its work and ends, it is a hint. */
  lasting?: true;
  examples: { bad: readonly Example[]; good: readonly Example[] };
  /** Called names, as written, that `go.call_expression` is asked about; default: all. */
  calls?: RegExp;
  /** Detector on Go syntax: called for every node of the kinds named. */
  go?: GoVisitor;
  /** Detector on modules: called for every go.mod file. */
  module?: (file: GoModFile, report: ModuleReport) => void;
  /** Detector on what the change makes of files that others depend on: called once with all of its kind that changed. */
  contract?: ContractDetector;
  /** Detector on what a change does to the repository as a whole: called once in a review. */
  change?: (changed: JudgedChange, report: ChangeReport, options: StandardOptions) => void;
  /** Detector on the services of a snapshot: called once for its map. */
  services?: (judged: JudgedServices, report: ServiceReport) => void;
  /** Detector on what deploys: called for every manifest that a change touches. */
  manifest?: (file: JudgedManifest, report: ManifestReport) => void;
}

/** A manifest within its snapshot. */
export interface JudgedManifest {
  path: string;
  facts: ManifestFacts;
  snapshot: DeployedSnapshot;
}

/** What a snapshot deploys and runs; folds over it are remembered by this object. */
export interface DeployedSnapshot {
  manifests: readonly Manifest[];
  map: ServiceMap;
  index: GoIndex;
}

/** Claims a defect at a line, of the manifest itself where `path` is left out. */
export type ManifestReport = (at: ManifestPlace, claim: ManifestReported) => void;

export type ManifestPlace = FactPlace & { path?: string; endLine?: number };

export interface ManifestReported extends Pick<Reported, 'message' | 'severity' | 'lane'> {
  evidence?: readonly Evidence[];
  /** The claim is about all of an object (a stage, a container), so an edit anywhere in its lines explains it. */
  about?: { line: number; endLine: number };
  /** What the claim is recognised again by, `final stage`; default: the text of its line. */
  of?: string;
}

/** What a change makes of a repository. */
export interface JudgedChange {
  files: readonly ChangedFile[];
  lines: ChangeLines;
  base: Pick<JudgedServices, 'map' | 'index'>;
  head: Pick<JudgedServices, 'map' | 'index'>;
  diff: MapDiff;
  /** All paths of the head. */
  paths: readonly string[];
}

/** Claims a defect at a line of the head; `text` as for services. */
export type ChangeReport = (at: Evidence, claim: Omit<ServiceReported, 'wherever'>) => void;

/** The services of a snapshot with the code that they run. */
export interface JudgedServices {
  map: ServiceMap;
  index: GoIndex;
  manifests: readonly Manifest[];
  /** Globs of packages that configuration declares for every service. */
  shared: readonly string[];
  /** What configuration says that the platform does. */
  platform: ConfigFile['platform'];
}

/** Claims a defect at a line of any file; `text` is what stands there, as far as it is recognised again by it. */
export type ServiceReport = (at: Evidence, claim: ServiceReported) => void;

export interface ServiceReported extends Pick<Reported, 'message' | 'severity' | 'lane' | 'route'> {
  /** It is about a whole program, and new where the change explains it, whatever file its line is in. */
  wherever?: true;
  /** As for manifests. */
  about?: { line: number; endLine: number };
  /** What of another file it is about, too (what starts a service): wherever its line is, an edit there explains it. */
  restsOn?: Extent & { path: string };
  evidence?: readonly Evidence[];
}

export type GoVisitor = Partial<Record<KindName, GoVisit>>;
export type GoVisit = (node: NodeId, file: GoFile, report: Report, options: StandardOptions) => void;

/** Thresholds that a repository may set, by name: `max_statements`. */
export type StandardOptions = Readonly<Record<string, number>>;

export interface ContractDetector {
  /** Whether a file is of the kind, as far as its path tells. */
  reads: (path: string) => boolean;
  /** Whether it is, by its text; default: all that `reads` takes. */
  knows?: (text: string) => boolean;
  /** Paths of other files of the snapshot that are needed to understand these; asked again about those. */
  needs?: (files: readonly TextFile[], paths: Iterable<string>) => readonly string[];
  compare: (
    before: readonly TextFile[],
    after: readonly TextFile[],
    report: ContractReport,
    tools: ContractTools,
  ) => void;
}

export interface ContractTools {
  sql: SqlParser;
  /** Whether SQL at this path is for PostgreSQL; false where that is not known. */
  isPostgres: (path: string) => boolean;
  /** Whether several versions of a program may use the database of SQL at this path at once. */
  isShared: (path: string) => boolean;
  /** The code that runs while the change is released. */
  base: GoIndex;
  /** The code that the change makes of it. */
  head: GoIndex;
  /** The change alters code that people write, too: without that, a program answers as before. */
  altersCode: boolean;
  /** Texts of the unchanged files that `needs` named, by path. */
  beside: Readonly<Record<'base' | 'head', ReadonlyMap<string, string>>>;
  /** Who calls a method of gRPC, or one that exchanges a message, from other repositories, in words; null for nobody. */
  calledBy: (declared: { name: string; member: string | null }) => string | null;
  /** Who asks for operations of HTTP, `DELETE /orders/{id}`, from other repositories, likewise. */
  requestedBy: (operations: readonly string[]) => string | null;
  /** Tells that a changed file was not judged, and why. */
  unread: (path: string, reason: string) => void;
}

export interface TextFile {
  path: string;
  text: string;
}

export type ContractReport = (claim: ContractReported) => void;

export interface ContractReported extends Pick<Reported, 'message' | 'severity' | 'lane'> {
  /** What stands at head in place of what broke; null where that is gone. Lines count from 1. */
  at: { path: string; line: number } | null;
  /** Said after the message; the claim is recognised again without it. */
  also?: string | null;
  /** What broke, at base. */
  was: { path: string; line: number };
  /** Other places at base that prove it; shown as far as they still stand. */
  evidence?: readonly Evidence[];
}

/**
 * Go source. Lines ending in `// want` must be blamed, all others must not. Without a package clause
 * one is added, with imports for the standard packages it names. Several files or another file name
 * or go.mod: by path. What a file was at base: by its path behind `base:`; what it is on both sides: behind `=`.
 */
export type Example = string | Readonly<Record<string, string>>;

/** Claims a defect at `node`. */
export type Report = (node: NodeId, claim: Reported) => void;

export interface Reported {
  /** The claim and its consequence here, naming the path or the value that proves it. */
  message: string;
  /** Other places that prove it, most telling first. */
  evidence?: readonly (NodeId | Evidence)[];
  /**
   * The one right mend, as edits of the file that leave it formatted; null where this place has none. Asked for only
   * when the claim is reported, and offered only after the result was judged again.
   */
  mend?: Mend;
  /** The claim is about all of this node, so an edit anywhere in it explains it: a function that grew too long. */
  about?: NodeId;
  /** Lowers or raises the default for this place. */
  severity?: Severity;
  /** `H` where this place cannot be proven but is worth a look. */
  lane?: Lane;
  /** The claim is that a route lacks authentication: whether that is a defect, configuration says. `POST /orders`. */
  route?: string;
}

/** Claims a defect at a line of a go.mod file; evidence are other lines of it. */
export type ModuleReport = (line: number, claim: ModuleReported) => void;

export interface ModuleReported extends Pick<Reported, 'message' | 'severity' | 'lane'> {
  evidence?: readonly number[];
}

export type Mend = () => readonly Edit[] | null;

/** Identity function that checks the shape; a standard's file exports its result. */
export function defineStandard(standard: Standard): Standard {
  return standard;
}

/** `errors` of `errors/errorf-no-wrap`. */
export function areaOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}
