import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { formatText, verbsOf } from './format.ts';
import { calledName } from './ignorable.ts';

/** Functions of the standard library whose result holds the text of their first argument, or of all. */
const KEEPING: Readonly<Record<string, { first?: RegExp; all?: RegExp }>> = {
  strings: {
    first:
      /^(?:Trim\w*|To(?:Lower|Upper|Title|ValidUTF8)|Title|Split\w*|Fields|Join|Clone|Repeat|Cut|CutPrefix|CutSuffix)$/,
  },
  bytes: { first: /^(?:Trim\w*|To(?:Lower|Upper)|Split\w*|Join|Clone)$/ },
  'path/filepath': { first: /^(?:Clean|Abs|FromSlash|ToSlash)$/, all: /^Join$/ },
  path: { first: /^Clean$/, all: /^Join$/ },
  fmt: { all: /^Sprint(?:ln)?$/ },
  'net/url': { first: /^(?:Parse|ParseRequestURI|QueryUnescape|PathUnescape)$/ },
  io: { first: /^ReadAll$/ },
  'io/ioutil': { first: /^ReadAll$/ },
  cmp: { all: /^Or$/ },
  '': { all: /^append$/, first: /^(?:string|min|max)$/ },
};
/** Methods whose result holds the text of what they are called on. */
const KEEPING_METHODS: Readonly<Record<string, RegExp>> = {
  'net/url': /^(?:Values\.Get|URL\.(?:String|Host(?:name)?|Query|EscapedPath|RequestURI|JoinPath))$/,
  'net/http': /^Header\.(?:Get|Values)$/,
};

/**
 * The arguments (or operand) whose text the result of a known call holds, at the position of several; null where the
 * call is not known.
 */
export function keptArguments(file: GoFile, call: NodeId, position: number): NodeId[] | null {
  const { tree } = file;
  const args = file.arguments(call);
  const [first = NONE] = args;
  const callee = calleeOf(tree, call);
  const kind = tree.kind(callee);
  // `[]byte(text)`.
  if (kind === Kind.slice_type) return [first];
  const name = calledName(file, call);
  const found = file.callee(call);
  if (found === null) return null;
  if (found.receiver !== null) {
    if (KEEPING_METHODS[found.package]?.test(`${found.receiver}.${name}`)) return [tree.child(callee, Field.operand)];
    return found.package === 'strings' && found.receiver === 'Builder' && name === 'String'
      ? written(file, call)
      : null;
  }
  if (found.package === 'fmt' && name === 'Sprintf') return formatted(file, args);
  const keeping = KEEPING[found.package];
  if (!keeping || !Object.hasOwn(KEEPING, found.package)) return null;
  if (keeping.all?.test(name)) return args.map((argument) => spread(file, argument));
  if (!keeping.first?.test(name)) return null;
  return position === 0 || name === 'Cut' ? [first] : [];
}

function spread(file: GoFile, argument: NodeId): NodeId {
  return file.tree.kind(argument) === Kind.variadic_argument ? (file.tree.children(argument)[0] ?? NONE) : argument;
}

/** Operands that a format shows as text. `%q` quotes them. */
function formatted(file: GoFile, [format = NONE, ...operands]: readonly NodeId[]): NodeId[] {
  const text = formatText(file, format);
  if (text === null) return [format];
  return verbsOf(text).flatMap(({ letter, operand }) => {
    const value = operands[operand];
    return (letter === 's' || letter === 'v') && value !== undefined ? [value] : [];
  });
}

/** What was written to a `strings.Builder` of the function before its text is taken. */
function written(file: GoFile, call: NodeId): NodeId[] {
  const { tree, bindings } = file;
  const builder = tree.child(calleeOf(tree, call), Field.operand);
  const declaration = tree.kind(builder) === Kind.identifier ? (bindings[builder] as number) : NONE;
  const found: NodeId[] = [];
  for (let node = declaration + 1; declaration !== NONE && node < call; node++) {
    if (bindings[node] !== declaration || tree.kind(node) !== Kind.identifier) continue;
    const selector = tree.parent(node);
    const write = tree.parent(selector);
    if (tree.kind(selector) === Kind.selector_expression && tree.kind(write) === Kind.call_expression) {
      if (calledName(file, write) === 'WriteString') found.push(...file.arguments(write));
    } else if (tree.kind(node) === Kind.identifier) {
      const outer = tree.ancestor(node, Kind.call_expression);
      if (outer && file.isCallTo(outer, 'fmt', 'Fprintf'))
        found.push(...formatted(file, file.arguments(outer).slice(1)));
    }
  }
  return found;
}
