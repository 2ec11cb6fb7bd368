import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import { constantText } from './constants.ts';
import { lastValue } from './values.ts';

export function isGolangJwt(path: string): boolean {
  return /^github\.com\/(?:(?:golang-jwt|form3tech-oss)\/jwt(?:-go)?|dgrijalva\/jwt-go)(?:\/v\d+)?$/.test(path);
}

export function isJwx(path: string, name: string): boolean {
  return new RegExp(`^github\\.com/lestrrat-go/jwx(?:/v\\d+)?/${name}$`).test(path);
}

function isJose(path: string): boolean {
  return /^(?:github\.com\/go-jose\/go-jose(?:\/v\d+)?|gopkg\.in\/(?:square\/go-jose|go-jose\/go-jose)\.v\d+)\/jwt$/.test(
    path,
  );
}

/** The token that a call reads without checking its signature, or NONE. */
export function unverifiedToken(file: GoFile, call: NodeId): NodeId {
  const { tree } = file;
  if (!/^(?:Parse|UnsafeClaims)/.test(file.calledName(call))) return NONE;
  const [first = NONE, ...others] = file.arguments(call);
  const callee = calleeOf(tree, call);
  const named = file.qualified(callee);
  if (named)
    return isJwx(named.package, 'jwt') && (named.name === 'ParseInsecure' || skipsVerification(file, others))
      ? first
      : NONE;
  if (tree.kind(callee) !== Kind.selector_expression) return NONE;
  const on = tree.child(callee, Field.operand);
  switch (tree.textOf(tree.child(callee, Field.field))) {
    case 'ParseUnverified':
      return isGolangJwt(packageOf(file, on)) ? first : NONE;
    case 'UnsafeClaimsWithoutVerification':
      return isJose(packageOf(file, on)) ? on : NONE;
    default:
      return NONE;
  }
}

/** Package of the value's type; of the function that made it, where the type is not known. */
function packageOf(file: GoFile, value: NodeId): string {
  const type = deref(file.typeOf(value));
  if (type.kind === 'named') return type.package;
  const made = file.tree.kind(value) === Kind.identifier ? lastValue(file, value) : value;
  return made ? (file.callee(made)?.package ?? '') : '';
}

/** `jwt.WithVerify(false)` among the options. */
function skipsVerification(file: GoFile, options: readonly NodeId[]): boolean {
  return options.some((option) => {
    const callee = file.callee(option);
    if (callee?.name !== 'WithVerify' || !isJwx(callee.package, 'jwt')) return false;
    return constantText(file, file.arguments(option)[0] ?? NONE) === 'false';
  });
}
