import type { GoFile } from '../../go/file.ts';
import { isExported } from '../../go/names.ts';
import { argumentsOf, calleeOf, enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, isNamed } from '../../go/types/type.ts';
import { unverifiedToken } from './jwt-libraries.ts';
import { rootOf } from './values.ts';

/** `verified`: the function checks the token too. `unclear`: other code may. `unverified`: nothing around does. */
export type Trust = 'verified' | 'unclear' | 'unverified';

const CHECKS = /verif|valid|review|introspect|authenticat|^Parse(?:WithClaims|Signed)?$|^Claims$/i;
/** Reads what the holder of a token may read without trusting it, or leaves the check to its caller by name. */
const MODEST = /expir|refresh|peek|unverified|unsafe|insecure|kid|key_?id|issuer/i;

export function trustOfParse(file: GoFile, call: NodeId, token: NodeId): Trust {
  const { tree } = file;
  const around = enclosingDeclaration(tree, call);
  if (around && checksToken(file, around, call, tree.textOf(token))) return 'verified';
  const name = around ? tree.textOf(tree.child(around, Field.name)) : '';
  return MODEST.test(name) || isAnswered(file, token) || callersCheck(file, name) ? 'unclear' : 'unverified';
}

/** The token came in a server's answer to a call of ours, where TLS may stand for the signature (OIDC Core 3.1.3.7). */
function isAnswered(file: GoFile, token: NodeId): boolean {
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

/** Another call in the function takes the same token, or is made on it, to check it. */
function checksToken(file: GoFile, around: NodeId, parse: NodeId, token: string): boolean {
  const { tree } = file;
  for (let node = around; node < tree.next(around); node++) {
    if (node === parse || !isCall(tree, node)) continue;
    const callee = calleeOf(tree, node);
    const name = tree.textOf(tree.child(callee, Field.field) || callee);
    if (!CHECKS.test(name) || unverifiedToken(file, node)) continue;
    const on = tree.kind(callee) === Kind.selector_expression ? tree.child(callee, Field.operand) : NONE;
    if (on && tree.textOf(on) === token) return true;
    if (argumentsOf(tree, node).some((argument) => mentions(file, argument, token))) return name !== 'ParseSigned';
  }
  return false;
}

function mentions(file: GoFile, argument: NodeId, token: string): boolean {
  const text = file.tree.textOf(argument);
  return text === token || text === `[]byte(${token})` || text === `string(${token})` || `[]byte(${text})` === token;
}

/** A function that calls this one verifies tokens too: this one may only take a first look. */
function callersCheck(file: GoFile, name: string): boolean {
  if (name === '') return false;
  for (const other of file.index.allFiles()) {
    if (other.path.endsWith('_test.go') || other.mentions?.(name) === false) continue;
    if (!isExported(name) && other.package !== file.facts.package) continue;
    const { facts } = other;
    for (const { uses, name: caller } of facts.functions)
      if (caller !== name && uses.some((use) => use === name || use.endsWith(`.${name}`)) && uses.some(isCheck))
        return true;
  }
  return false;
}

/** `jwt.Parse`, `.ParseWithClaims`, `.Claims`, `verifySignature`: how a function's facts name a check. */
function isCheck(use: string): boolean {
  const name = use.slice(use.lastIndexOf('.') + 1);
  return use.startsWith('.') || !use.includes('.')
    ? /^(?:ParseWithClaims|Claims)$|verif/i.test(name) && !/unverified|WithoutVerification/i.test(name)
    : /^jwt\w*\.Parse(?:WithClaims)?$|\.Verify\w*$/.test(use);
}
