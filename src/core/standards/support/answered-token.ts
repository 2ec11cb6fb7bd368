import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, isNamed } from '../../go/types/type.ts';
import { rootOf } from './values.ts';

/** The token came in a server's answer to a call of ours, where TLS may stand for the signature (OIDC Core 3.1.3.7). */
export function isAnswered(file: GoFile, token: NodeId): boolean {
  const { tree } = file;
  const inner = isCall(tree, token) && tree.textOf(token).startsWith('[]byte(') ? file.arguments(token)[0] : token;
  const root = rootOf(tree, inner ?? token);
  const declaration = root ? (file.bindings[root] as number) : NONE;
  const range = declaration ? tree.ancestor(declaration, Kind.range_clause, Kind.statement_list) : NONE;
  const source = tree.kind(range) === Kind.range_clause ? rootOf(tree, tree.child(range, Field.right)) : root;
  if (source === NONE) return false;
  return /^(?:resp|response|reply|answer)/i.test(tree.textOf(source)) || isDecodedAnswer(file, source);
}

/** `json.NewDecoder(resp.Body).Decode(&source)` in a function that has a response, and no request to answer. */
function isDecodedAnswer(file: GoFile, source: NodeId): boolean {
  const { tree } = file;
  const around = enclosingDeclaration(tree, source);
  let decoded = false;
  let answered = false;
  for (let node = around; node < tree.next(around); node++) {
    if (isCall(tree, node) && /^(?:Decode|Unmarshal)/.test(file.calledName(node)))
      decoded ||= file.arguments(node).some((argument) => tree.textOf(argument) === `&${tree.textOf(source)}`);
    if (tree.kind(node) !== Kind.identifier) continue;
    const type = deref(file.typeOf(node));
    if (isNamed(type, 'net/http', 'Request') && file.bindings[node] === node) {
      const isServed = tree.kind(tree.parent(node)) === Kind.parameter_declaration;
      if (isServed) return false;
    }
    answered ||= isNamed(type, 'net/http', 'Response');
  }
  return decoded && answered;
}
