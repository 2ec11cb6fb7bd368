import type { Claim, Evidence } from '../findings/finding.ts';
import type { GoFile } from '../go/file.ts';
import { remembered, rememberedBy } from '../go/remember.ts';
import { isCall } from '../go/syntax/calls.ts';
import { Kind, type KindName } from '../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../go/syntax/tree.ts';
import { anchorOf } from './anchor.ts';
import type { GoVisit, Mend, Reported, Standard, StandardOptions } from './standard.ts';
import { isHintAtMost } from './support/place.ts';

interface Handler {
  standard: Standard;
  /** Position of the standard among those that are run. */
  at: number;
  visit: GoVisit;
}

/** Options of a standard by its id. */
export type OptionsOf = (id: string) => StandardOptions;
const NO_OPTIONS: StandardOptions = {};
const DEFAULTS: OptionsOf = () => NO_OPTIONS;

/** Runs standards over files: one pass over a file's nodes, dispatched by kind. */
export class StandardRunner {
  private readonly sources: Interested;
  private readonly tests: Interested;
  /** By the standard's position; asked once for all files that are judged alike. */
  private readonly options: (optionsOf: OptionsOf) => readonly StandardOptions[];

  constructor(standards: readonly Standard[]) {
    this.sources = interestedIn(standards, ({ tests }) => tests !== 'only');
    this.tests = interestedIn(standards, ({ tests }) => tests !== undefined);
    this.options = rememberedBy((optionsOf) => standards.map(({ id }) => optionsOf(id)));
  }

  /** Claims on the file, or on what stands below `root`. */
  run(file: GoFile, optionsOf: OptionsOf = DEFAULTS, root: NodeId = NONE): Claim[] {
    const claims: Claim[] = [];
    this.visit(file, optionsOf, root, (claim) => claims.push(claim));
    return claims;
  }

  /** Claims on the file that have a mend, with it. */
  mends(file: GoFile, optionsOf: OptionsOf = DEFAULTS): { claim: Claim; mend: Mend }[] {
    const found: { claim: Claim; mend: Mend }[] = [];
    this.visit(file, optionsOf, NONE, (claim, { mend }) => {
      if (mend) found.push({ claim, mend });
    });
    return found;
  }

  private visit(file: GoFile, optionsOf: OptionsOf, root: NodeId, found: Found): void {
    if (file.facts.generated) return;
    const { tree } = file;
    const interested = file.isTest ? this.tests : this.sources;
    const broken = brokenRanges(file);
    const options = this.options(optionsOf);
    let running: Standard | null = null;
    const report = (at: NodeId, reported: Reported) => {
      if (!running) return;
      const claim = claimOf(running, file, at, reported);
      if (claim.lane === 'D' && broken.some(([start, end]) => claim.start >= start && claim.start < end)) return;
      found(claim, reported);
    };
    const end = tree.next(root);
    for (let node = root; node < end; node++) {
      const handlers = interested(file, node);
      if (handlers === undefined) continue;
      for (const { standard, at, visit } of handlers) {
        running = standard;
        visit(node, file, report, options[at] ?? NO_OPTIONS);
      }
    }
  }
}

type Found = (claim: Claim, reported: Reported) => void;

/** Who looks at a node; undefined when nobody does. */
type Interested = (file: GoFile, node: NodeId) => readonly Handler[] | undefined;

/** Finds visitors by the node's kind, those of calls by the called name too. */
function interestedIn(standards: readonly Standard[], isWanted: (standard: Standard) => boolean): Interested {
  const byKind: Handler[][] = [];
  for (const [at, standard] of standards.entries()) {
    if (!isWanted(standard)) continue;
    for (const [name, visit] of Object.entries(standard.go ?? {})) {
      const kind = Kind[name as KindName];
      byKind[kind] ??= [];
      byKind[kind].push({ standard, at, visit });
    }
  }
  const ofCalls = byKind[Kind.call_expression] ?? [];
  const byName = remembered((name: string) => ofCalls.filter(({ standard }) => standard.calls?.test(name) ?? true));
  return (file, node) => {
    const kind = file.tree.kind(node);
    return kind === Kind.call_expression || (kind === Kind.type_conversion_expression && isCall(file.tree, node))
      ? byName(file.calledName(node))
      : byKind[kind];
  };
}

/** Of a file with more errors than that nothing is sound. */
const MOST_ERRORS = 1_000;

/** Declarations that hold a syntax error: nothing certain is said of them. */
function brokenRanges(file: GoFile): [number, number][] {
  if (!file.facts.partial) return [];
  const { tree } = file;
  const offsets = [...tree.arrays.missing];
  for (const error of tree.descendants(NONE, Kind.ERROR)) {
    offsets.push(tree.start(error));
    if (offsets.length > MOST_ERRORS) return [[0, tree.text.length]];
  }
  const ranges: [number, number][] = [];
  for (let node = 1; node < tree.size; node = tree.next(node)) {
    const [start, end] = [tree.start(node), tree.end(node)];
    if (tree.kind(node) === Kind.ERROR || offsets.some((offset) => offset >= start && offset <= end))
      ranges.push([start, end]);
  }
  return ranges;
}

function claimOf(standard: Standard, file: GoFile, node: NodeId, reported: Reported): Claim {
  const { tree } = file;
  const evidence = (reported.evidence ?? []).map((item): Evidence => {
    if (typeof item !== 'number') return item;
    const line = tree.line(item);
    return { path: file.path, line, text: tree.lineText(line) };
  });
  const lane = reported.lane ?? standard.lane;
  return {
    standard: standard.id,
    lane: lane === 'D' && isHintAtMost(file, node, standard.lasting ?? false) ? 'H' : lane,
    severity: reported.severity ?? standard.severity,
    path: file.path,
    line: tree.line(node),
    endLine: tree.endLine(node),
    start: tree.start(node),
    end: tree.end(node),
    message: reported.message,
    evidence,
    suggestion: null,
    ...(reported.route === undefined ? {} : { route: reported.route }),
    ...(reported.mend ? { mendable: true as const } : {}),
    anchor: anchorOf(file, node),
    ...(reported.about === undefined
      ? {}
      : { about: { line: tree.line(reported.about), endLine: tree.endLine(reported.about) } }),
  };
}
