import type { GoFile } from '../../go/file.ts';
import { FUNCTION_KINDS, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext, isError } from '../../go/types/type.ts';
import { calledName, returnsError } from './ignorable.ts';
import { settlementOf } from './settlements.ts';

/** Reading, checking and noting down a message; none of it is the work that the message asks for. */
const PREPARES =
  /^(?:un?marshal|decode|parse|deserial|read|scan|convert|map[A-Z]|valid|check|verify|extract|inject|string|bytes?$|new|make|get|is[A-Z]|has[A-Z]|to[A-Z]|from[A-Z]|as[A-Z]|copy|clone|sprint|errorf?$|wrap|header|meta|context|background|with|start|end$|done$|in_?progress|set(?:Attribute|Status|Header)|trim|split|len$|append)|unmarshal|decode|(?:From|To|Of)[A-Z]\w*$/i;
const NOTES =
  /^(?:print|log|debug|info|warn|error|fatal|panic|trace|msg|send$|str$|inc$|dec$|add$|observe|record|count|measure|since|any$|field|report|capture|update(?:State|Metric|Health)|touch)|metric|telemetry|latency|duration/i;
const PLAIN_PACKAGES =
  /^(?:|fmt|log|log\/slog|errors|strings|bytes|strconv|time|context|sync|encoding\/\w+|go\.opentelemetry\.io\/.*|go\.uber\.org\/zap.*|github\.com\/(?:rs\/zerolog|sirupsen\/logrus|pkg\/errors|prometheus\/.*|google\/uuid|tidwall\/.*|mitchellh\/mapstructure|samber\/lo)|google\.golang\.org\/protobuf\/.*|encoding)$/;
const HANDLES =
  /^(?:handle|process|consume|execute|run|dispatch|deliver|apply|do$|on[A-Z]|callback|fn$|f$|h$|cb$)|Handler$|handler$/;

/** Variables that hold a message or something made of it: `event` of `json.Unmarshal(d.Body, &event)`. */
export function carriersOf(file: GoFile, message: NodeId): ReadonlySet<NodeId> {
  const { tree, bindings } = file;
  const carriers = new Set([message]);
  const end = tree.next(functionOf(file, message));
  for (let node = message; node < end; node++) {
    const kind = tree.kind(node);
    if (kind === Kind.short_var_declaration || kind === Kind.assignment_statement || kind === Kind.range_clause) {
      const right = tree.child(node, Field.right);
      if (!right || !mentionsAny(file, right, carriers) || isNote(file, right)) continue;
      const left = tree.child(node, Field.left);
      for (const name of left ? tree.children(left) : []) carry(name);
    } else if (isCall(tree, node) && mentionsAny(file, node, carriers)) {
      const decodes = PREPARES.test(calledName(file, node));
      for (const argument of file.arguments(node)) {
        if (tree.kind(argument) === Kind.unary_expression) carry(tree.child(argument, Field.operand));
        else if (decodes) carry(argument);
      }
    }
  }
  return carriers;

  function carry(name: NodeId): void {
    const declaration = tree.kind(name) === Kind.identifier ? (bindings[name] as number) : NONE;
    if (!declaration) return;
    const type = file.typeOf(name);
    const plain = type.kind === 'named' && type.package === '' && type.name === 'bool';
    if (!isError(type) && !isContext(type) && !plain && !/log|span|ctx/i.test(tree.textOf(name)))
      carriers.add(declaration);
  }
}

/** The function that handles the message: around its declaration, or the one that has it as a parameter. */
export function functionOf(file: GoFile, declaration: NodeId): NodeId {
  return file.tree.ancestor(declaration, ...FUNCTION_KINDS);
}

export function mentionsAny(file: GoFile, node: NodeId, variables: ReadonlySet<NodeId>): boolean {
  const { tree, bindings } = file;
  const end = tree.next(node);
  for (let at = node; at < end; at++)
    if (tree.kind(at) === Kind.identifier && variables.has(bindings[at] as number)) return true;
  return false;
}

/** The call may do what the message asks for: it is given something of it, and is known to be nothing else. */
export function mayHandle(file: GoFile, call: NodeId, carriers: ReadonlySet<NodeId>): boolean {
  const name = calledName(file, call);
  if (PREPARES.test(name) || isNote(file, call)) return false;
  const callee = file.callee(call);
  if (callee && PLAIN_PACKAGES.test(callee.package)) return false;
  if (!mentionsAny(file, call, carriers)) return false;
  return settlementOf(file, call) === null;
}

/** The call does what the message asks for: one that may, and that can fail or says so by its name. */
export function handles(file: GoFile, call: NodeId, carriers: ReadonlySet<NodeId>): boolean {
  if (!mayHandle(file, call, carriers)) return false;
  return returnsError(file, call) || HANDLES.test(calledName(file, call));
}

/** The call (or the call that is the whole expression list) only notes something down. */
export function isNote(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const call = isCall(tree, node) ? node : (tree.children(node)[0] ?? NONE);
  return isCall(tree, call) && NOTES.test(calledName(file, call));
}
