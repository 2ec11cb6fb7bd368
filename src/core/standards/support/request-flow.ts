import type { Evidence } from '../../findings/finding.ts';
import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isChecked } from './checked.ts';
import { declarationCalled } from './declarations.ts';
import { parameterNodes } from './functions.ts';
import { handedTo, isGivenRequests } from './handed.ts';
import { calledText } from './ignorable.ts';
import { quoted } from './quoted.ts';
import { type Narrows, type TextOrigin, textOrigins } from './trace.ts';

/** A place where a text must not be the choice of who sends a request. */
export interface Sink {
  call: NodeId;
  /** The argument, or the part of it, that must not be. */
  value: NodeId;
}

/** One kind of danger: where it lies, and what of a text matters to it. */
export interface Danger {
  /** The sinks of a call; empty for any other. Asked about every call: refuses by name first. */
  sinks: (file: GoFile, call: NodeId) => readonly Sink[];
  narrows: Narrows;
}

/** Request data that gets to a sink and is not checked on the way. */
export interface RequestFlow {
  /** The call where it does, or, through functions of the file, the call that hands it to them. */
  at: NodeId;
  source: TextOrigin;
  sink: Sink;
  /** Functions between, the outermost first: `s.load`. */
  via: readonly NodeId[];
  /** Where another file of the package reads the request; the source is the parameter then that gets it. */
  elsewhere?: Evidence;
}

const DEEPEST = 3;

/** Flows of request data to the sinks of a file: within a function, and through functions that the file declares. */
export function requestFlows(file: GoFile, danger: Danger): RequestFlow[] {
  const { tree } = file;
  const calls: NodeId[] = [];
  for (let node = 1; node < tree.size; node++) if (isCall(tree, node)) calls.push(node);
  const sinks = calls.flatMap((call) => danger.sinks(file, call));
  const flows: RequestFlow[] = [];
  let open = sinks.map((sink) => ({ at: sink.call, value: sink.value, sink, via: [] as readonly NodeId[] }));
  for (let depth = 0; depth < DEEPEST && open.length > 0; depth++) {
    const parameters = new Map<NodeId, (typeof open)[number]>();
    for (const one of open) {
      for (const origin of textOrigins(file, one.value, danger.narrows)) {
        if (isChecked(file, origin, one.at)) continue;
        if (origin.kind === 'request') flows.push({ at: one.at, source: origin, sink: one.sink, via: one.via });
        else if (!parameters.has(origin.node)) parameters.set(origin.node, one);
      }
    }
    for (const [parameter, one] of parameters) {
      const elsewhere = handedTo(file, parameter);
      if (!elsewhere) continue;
      const source = { kind: 'parameter' as const, node: parameter, segment: false, through: [] };
      flows.push({ at: one.at, source, sink: one.sink, via: one.via, elsewhere });
    }
    open = parameters.size === 0 ? [] : givenByCalls(file, calls, parameters);
  }
  // One place to mend, one finding: the first sink that a source gets to.
  const first = new Map<NodeId, RequestFlow>();
  for (const flow of flows.sort((a, b) => a.at - b.at))
    if (!first.has(flow.source.node)) first.set(flow.source.node, flow);
  return [...first.values()];
}

/** The arguments that calls in the file give to the parameters. */
function givenByCalls<Open extends { at: NodeId; value: NodeId; sink: Sink; via: readonly NodeId[] }>(
  file: GoFile,
  calls: readonly NodeId[],
  parameters: ReadonlyMap<NodeId, Open>,
): { at: NodeId; value: NodeId; sink: Sink; via: readonly NodeId[] }[] {
  const wanted = new Map<NodeId, { position: number; to: Open }[]>();
  for (const [parameter, to] of parameters) {
    const fn = enclosingDeclaration(file.tree, parameter);
    const position = parameterNodes(file, fn).findIndex(({ name, variadic }) => name === parameter && !variadic);
    if (position >= 0) wanted.set(fn, [...(wanted.get(fn) ?? []), { position, to }]);
  }
  return calls.flatMap((call) => {
    const slots = wanted.get(declarationCalled(file, call)) ?? [];
    const args = file.arguments(call);
    return slots.map(({ position, to }) => ({
      at: call,
      value: args[position] ?? NONE,
      sink: to.sink,
      via: [call, ...to.via],
    }));
  });
}

/** Proof of a flow for a finding: where the data is read, and the sink where it lies in another function. */
export function stepsOf({ at, source, sink, elsewhere }: RequestFlow): (NodeId | Evidence)[] {
  if (elsewhere) return at === sink.call ? [elsewhere] : [elsewhere, sink.call];
  return at === sink.call ? [source.node] : [source.node, sink.call];
}

/** `` `r.FormValue("file")` of line 12``: the source in a message. */
export function sourceText(file: GoFile, { at, source, elsewhere }: RequestFlow): string {
  const { tree } = file;
  if (elsewhere)
    return `${quoted(tree, source.node)}, which is \`${elsewhere.text}\` in ${elsewhere.path}:${elsewhere.line},`;
  const line = tree.line(source.node);
  return `${quoted(tree, source.node)}${line === tree.line(at) ? '' : ` (line ${line})`}`;
}

/** `` `os.Open` `` or `` `os.Open` in `load` (line 30)``: the sink in a message. */
export function sinkText(file: GoFile, { at, sink }: RequestFlow): string {
  const called = `\`${calledText(file, sink.call)}\``;
  if (at === sink.call) return called;
  const { tree } = file;
  const fn = enclosingDeclaration(tree, sink.call);
  return `${called} in \`${tree.textOf(tree.child(fn, Field.name))}\` (line ${tree.line(sink.call)})`;
}

/** The file imports one of the packages: the cheapest reason to look no further. */
export function importsAny(file: GoFile, packages: RegExp): boolean {
  return file.facts.imports.some(({ path }) => packages.test(path));
}

/** Packages that a file which reads requests imports. */
const SERVING =
  /^(?:net\/http|github\.com\/(?:gin-gonic\/gin|labstack\/echo\/v\d+|gofiber\/fiber\/v\d+|go-chi\/chi(?:\/v\d+)?|gorilla\/mux|cloudwego\/hertz\/pkg\/app)|connectrpc\.com\/connect)$/;

/** The file can have request data in it. */
export function readsRequests(file: GoFile): boolean {
  if (importsAny(file, SERVING) || isGivenRequests(file)) return true;
  return file.facts.functions.some(
    ({ receiver, parameters }) =>
      receiver !== null && parameters.length === 2 && /(?:^|\.)Context$/.test(parameters[0]?.type ?? ''),
  );
}
