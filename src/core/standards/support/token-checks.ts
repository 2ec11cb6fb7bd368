import type { GoFile } from '../../go/file.ts';
import { isExported } from '../../go/names.ts';
import { argumentsOf, calleeOf, enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import { isAnswered } from './answered-token.ts';
import { unverifiedToken } from './jwt-libraries.ts';
import { requestPart } from './secret.ts';
import { lastValue } from './values.ts';

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

const TIMES = /^(?:exp|iat|nbf|ExpiresAt|IssuedAt|NotBefore|GetExpirationTime|GetIssuedAt|GetNotBefore)$/;

/** A token that the function fetched itself, no caller's, of which it reads when it ends and nothing else. */
export function readsOnlyOwnTimes(file: GoFile, call: NodeId, token: NodeId): boolean {
  const { tree } = file;
  const fetched = lastValue(file, token);
  if (!isCall(tree, fetched) || requestPart(file, token)) return false;
  const around = enclosingDeclaration(tree, call);
  const results = tree.child(around, Field.result);
  if (results && /Claims|Token\b.*jwt|jwt\.\w*Token|\bany\b/.test(tree.textOf(results))) return false;
  const read = [...claimsRead(file, around)];
  return read.length > 0 && read.every((name) => TIMES.test(name));
}

/** Names of the claims that the function reads: `sub` of `claims["sub"]`, `Subject` of `claims.Subject`. */
function* claimsRead(file: GoFile, around: NodeId): Iterable<string> {
  const { tree } = file;
  for (const index of tree.descendants(around, Kind.index_expression))
    if (isClaims(file, tree.child(index, Field.operand)))
      yield tree.textOf(tree.child(index, Field.index)).replace(/["`]/g, '');
  for (const selector of tree.descendants(around, Kind.selector_expression))
    if (isClaims(file, tree.child(selector, Field.operand))) yield tree.textOf(tree.child(selector, Field.field));
}

function isClaims(file: GoFile, expression: NodeId): boolean {
  const type = deref(file.typeOf(expression));
  return type.kind === 'named' && /Claims$/.test(type.name);
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
