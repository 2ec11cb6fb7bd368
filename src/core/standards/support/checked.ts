import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isError } from '../../go/types/type.ts';
import { calledName } from './ignorable.ts';
import type { TextOrigin } from './trace.ts';
import { rootOf } from './values.ts';

/** Functions of the standard library that tell whether a text is as it should be. */
const CHECKS: Readonly<Record<string, RegExp>> = {
  strings: /^(?:HasPrefix|HasSuffix|Contains\w*|Index\w*|EqualFold|Count)$/,
  bytes: /^(?:HasPrefix|HasSuffix|Contains\w*|Index\w*|Equal)$/,
  slices: /^(?:Contains\w*|Index\w*|BinarySearch)$/,
  'path/filepath': /^(?:IsLocal|Rel|Match|Localize)$/,
  path: /^Match$/,
  regexp: /Match/,
  net: /^(?:ParseIP|ParseCIDR|Lookup\w*|ResolveIPAddr|SplitHostPort)$/,
  'net/netip': /^Parse/,
  strconv: /^(?:Atoi|Parse)/,
  'unicode/utf8': /./,
  'io/fs': /^ValidPath$/,
  maps: /./,
  'crypto/subtle': /./,
  'crypto/hmac': /^Equal$/,
};
/** That there is such a thing says nothing of whether it may be asked for. */
const EXISTENCE = /exist|^stat$|^is(?:dir|file|empty)/i;
/** They do something with what they are given; they do not judge it. */
const ACTIONS =
  /^(?:delete|remove|create|write|save|open|read|copy|move|mkdir|send|store|upload|download|run|exec|start)/i;
/** They take what they are given as it is. */
const TAKING =
  /^(?:Debug|Info|Warn|Error|Print|Log|Trace|Fatal|Panic|Errorf|New|With|Write|Set|Add|Append|Bind|Decode|Unmarshal|Parse(?:Form|MultipartForm))/;
const DERIVING_ROUNDS = 3;

/**
 * The program looks at the text, or at what it makes of it, before it gets where it must not: a comparison, a look-up, a
 * `switch`, a call that can refuse. Whether the check is a good one is for its author to say.
 */
export function isChecked(file: GoFile, origin: TextOrigin, sink: NodeId): boolean {
  const { tree } = file;
  const byDeclaration = new Map<NodeId, Set<NodeId>>();
  for (const variable of origin.through) {
    const around = enclosingDeclaration(tree, variable);
    byDeclaration.set(around, (byDeclaration.get(around) ?? new Set()).add(variable));
  }
  const own = enclosingDeclaration(tree, origin.node);
  byDeclaration.set(own, byDeclaration.get(own) ?? new Set());
  for (const [around, variables] of byDeclaration) {
    const end = tree.contains(around, sink) ? sink : tree.next(around);
    const text = origin.kind === 'request' && around === own ? tree.textOf(origin.node) : null;
    const root = text === null ? NONE : rootOf(tree, origin.node);
    if (isCheckedIn(file, { around, end, text, whole: messageOf(file, root), sink }, derived(file, variables, end)))
      return true;
  }
  return false;
}

interface Place {
  around: NodeId;
  end: NodeId;
  /** The source as written: reading it again gives the same. */
  text: string | null;
  /** The struct that the source is a field of; a check of all of it is one of the field. */
  whole: NodeId;
  sink: NodeId;
}

/** The variable or parameter that a message was decoded to, not the request itself. */
function messageOf(file: GoFile, root: NodeId): NodeId {
  const declaration = root === NONE ? NONE : (file.bindings[root] as number);
  if (!declaration) return NONE;
  const type = file.typeOf(root);
  const base = type.kind === 'pointer' ? type.to : type;
  return base.kind === 'named' && /^(?:net\/http|github\.com\/(?:gin|labstack|gofiber|cloudwego))/.test(base.package)
    ? NONE
    : declaration;
}

/** The variables with those that are computed from them: `u` of `u, err := url.Parse(raw)`. */
function derived(file: GoFile, variables: ReadonlySet<NodeId>, end: NodeId): Set<NodeId> {
  const { tree, bindings } = file;
  const all = new Set(variables);
  for (let round = 0; round < DERIVING_ROUNDS; round++) {
    const before = all.size;
    for (const variable of [...all]) {
      for (let node = variable; node < end; node++) {
        if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
        const statement = tree.ancestor(node, Kind.short_var_declaration, Kind.assignment_statement, Kind.range_clause);
        const left = statement ? tree.child(statement, Field.left) : NONE;
        if (!left || tree.contains(left, node)) continue;
        if (tree.ancestor(node, Kind.func_literal) > statement) continue;
        for (const name of tree.children(left)) {
          const declared = bindings[name] as number;
          if (declared && tree.kind(name) === Kind.identifier && !isError(file.typeOf(name))) all.add(declared);
        }
      }
    }
    if (all.size === before) break;
  }
  return all;
}

function isCheckedIn(file: GoFile, place: Place, variables: ReadonlySet<NodeId>): boolean {
  const { tree, bindings } = file;
  for (let node = place.around + 1; node < place.end; node++) {
    const kind = tree.kind(node);
    const bound = kind === Kind.identifier ? (bindings[node] as number) : NONE;
    if (bound && variables.has(bound) && checks(file, node, place.sink)) return true;
    if (bound && bound === place.whole && checksWhole(file, node, place.sink)) return true;
    if (place.text === null || (kind !== Kind.selector_expression && kind !== Kind.call_expression)) continue;
    if (tree.textOf(node) === place.text && checks(file, node, place.sink)) return true;
  }
  return false;
}

/** The mention of a text is part of a check of it. */
function checks(file: GoFile, mention: NodeId, sink: NodeId): boolean {
  const { tree } = file;
  let node = mention;
  for (let parent = tree.parent(node); parent !== NONE; parent = tree.parent(node)) {
    switch (tree.kind(parent)) {
      case Kind.argument_list: {
        const call = tree.parent(parent);
        if (call === sink || tree.contains(call, sink)) return false;
        if (isCheck(file, call)) return true;
        node = call;
        continue;
      }
      case Kind.selector_expression: {
        const call = tree.parent(parent);
        // `id.Validate()` of a named string.
        if (isCall(tree, call) && calleeOf(tree, call) === parent && isOwnCheck(file, call)) return true;
        node = parent;
        continue;
      }
      case Kind.binary_expression:
        if (isComparison(file, parent, node)) return true;
        node = parent;
        continue;
      case Kind.index_expression:
        if (tree.field(node) === Field.index) return true;
        node = parent;
        continue;
      case Kind.expression_switch_statement:
        return tree.field(node) === Field.value;
      case Kind.parenthesized_expression:
      case Kind.unary_expression:
      case Kind.slice_expression:
      case Kind.type_conversion_expression:
      case Kind.call_expression:
        node = parent;
        continue;
      default:
        return false;
    }
  }
  return false;
}

function isComparison(file: GoFile, comparison: NodeId, side: NodeId): boolean {
  const { tree } = file;
  const operator = tree.kind(tree.child(comparison, Field.operator));
  if (operator !== Token['=='] && operator !== Token['!=']) return false;
  const left = tree.child(comparison, Field.left);
  const other = unparenthesized(tree, left === side ? tree.child(comparison, Field.right) : left);
  return !/^(?:""|``|nil|0|-1)$/.test(tree.textOf(other));
}

/** The call can refuse what it is given. */
function isCheck(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  const name = calledName(file, call);
  if (callee && file.index.sourcePackage(callee.package) === null && !/[.]/.test(callee.package.split('/')[0] ?? ''))
    return callee.receiver === null ? (CHECKS[callee.package]?.test(name) ?? false) : callee.package === 'regexp';
  if (TAKING.test(name) || EXISTENCE.test(name) || ACTIONS.test(name)) return false;
  const type = file.typeOf(call);
  const results = type.kind === 'tuple' ? type.of : [type];
  return results.some(
    (result) =>
      isError(result) ||
      result.kind === 'unknown' ||
      (result.kind === 'named' && result.package === '' && result.name === 'bool'),
  );
}

function isOwnCheck(file: GoFile, call: NodeId): boolean {
  return /valid|check|verify|allowed|^is[A-Z_]/i.test(calledName(file, call)) || isCheck(file, call);
}

/** `req.Validate()`, `validate.Struct(&req)`, `check(req)`. */
function checksWhole(file: GoFile, mention: NodeId, sink: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(mention);
  if (tree.kind(parent) === Kind.selector_expression) {
    const call = tree.parent(parent);
    return (
      isCall(tree, call) &&
      calleeOf(tree, call) === parent &&
      /valid|check|verify|ensure|sanit|normal/i.test(calledName(file, call))
    );
  }
  const argument = tree.kind(parent) === Kind.unary_expression ? parent : mention;
  const list = tree.parent(argument);
  const call = tree.parent(list);
  if (tree.kind(list) !== Kind.argument_list || call === sink) return false;
  return (
    !/^(?:Should|Must)?(?:Decode|Unmarshal|Bind|BodyParser|Read|Parse)/.test(calledName(file, call)) &&
    isCheck(file, call)
  );
}
