import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, type Type, typeString } from '../../go/types/type.ts';
import { destinationOf } from './destination.ts';

/** Calls that send a request with a client. */
const SENDS = ['Do', 'Get', 'Head', 'Post', 'PostForm'];

/**
 * Calls in the file that send requests with the `http.Client` made (or declared) at the node; null where the client
 * goes to code that may change it.
 */
export function sendsOf(file: GoFile, client: NodeId): NodeId[] | null {
  const { tree } = file;
  if (tree.kind(tree.parent(client)) === Kind.var_spec) return ofVariable(file, client);
  const goes = destinationOf(file, client);
  switch (goes.to) {
    case 'variable':
      return tree.kind(goes.name) === Kind.identifier ? ofVariable(file, goes.name) : ofField(file, goes.name);
    case 'field':
      return goes.name ? ofFieldNamed(file, file.typeOf(goes.literal), goes.name) : null;
    case 'member':
      return sent(file, tree.child(goes.selector, Field.operand));
    default:
      return null;
  }
}

function ofVariable(file: GoFile, name: NodeId): NodeId[] | null {
  const { tree, bindings } = file;
  const declaration = bindings[name] as number;
  const local = declaration && enclosingDeclaration(tree, declaration) !== NONE;
  const from = local ? enclosingDeclaration(tree, declaration) : NONE;
  const end = local ? tree.next(from) : tree.size;
  const text = tree.textOf(name);
  const calls: NodeId[] = [];
  for (let node = from; node < end; node++) {
    if (tree.kind(node) !== Kind.identifier || node === name || bindings[node] !== declaration) continue;
    if (tree.textOf(node) !== text) continue;
    const goes = destinationOf(file, node);
    // `doer(client)`, `&Service{client}`, `return client`: somebody else may set what is missing.
    if (goes.to === 'argument' || goes.to === 'elsewhere') return null;
    if (goes.to === 'field' && goes.name) calls.push(...ofFieldNamed(file, file.typeOf(goes.literal), goes.name));
    calls.push(...sent(file, node));
  }
  return calls;
}

/** `s.client = &http.Client{}` */
function ofField(file: GoFile, selector: NodeId): NodeId[] {
  const { tree } = file;
  const owner = file.typeOf(tree.child(selector, Field.operand));
  return ofFieldNamed(file, owner, tree.textOf(tree.child(selector, Field.field)));
}

/** Requests sent with `.name` of a value of the type. */
function ofFieldNamed(file: GoFile, owner: Type, name: string): NodeId[] {
  const { tree } = file;
  if (owner.kind === 'unknown') return [];
  const wanted = typeString(deref(owner));
  const calls: NodeId[] = [];
  for (const selector of tree.descendants(NONE, Kind.selector_expression)) {
    if (tree.textOf(tree.child(selector, Field.field)) !== name) continue;
    const found = sent(file, selector);
    if (found.length === 0 || typeString(deref(file.typeOf(tree.child(selector, Field.operand)))) !== wanted) continue;
    calls.push(...found);
  }
  return calls;
}

/** `client.Do(req)` around `client`. */
function sent(file: GoFile, client: NodeId): NodeId[] {
  const { tree } = file;
  const selector = tree.parent(client);
  const call = tree.parent(selector);
  if (tree.kind(selector) !== Kind.selector_expression || !isCall(tree, call)) return [];
  if (unparenthesized(tree, calleeOf(tree, call)) !== selector) return [];
  return file.isMethodCall(call, 'net/http', 'Client', ...SENDS) ? [call] : [];
}
