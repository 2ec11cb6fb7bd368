import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { declarationCalled } from './declarations.ts';
import { requestSource } from './request-source.ts';
import { lastValue } from './values.ts';

const SECRET =
  /(?:token|secret|passw(?:or)?d|passphrase|api_?key|auth_?key|access_?key|signing_?key|signature|hmac|otp|credential)s?$/i;
/** Names that end alike and are no secrets: cursors, kinds, and what a lexer reads. */
const HARMLESS =
  /(?:page|next|prev|continu\w*|sync|resume|start|end|watch|change|cursor|first|last|lex\w*|cancel|type|kind|has|is|no|empty|old)_?(?:token|key)s?$|public_?key$/i;

export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !HARMLESS.test(name);
}

/** Last name of `cfg.Token`, `token`, `s.token()`, `cfg.GetToken()`; empty for other expressions. */
export function lastName(file: GoFile, expression: NodeId): string {
  const { tree } = file;
  const node = unparenthesized(tree, expression);
  if (isCall(tree, node)) return lastName(file, calleeOf(tree, node));
  if (tree.kind(node) === Kind.identifier) return tree.textOf(node);
  return tree.kind(node) === Kind.selector_expression ? tree.textOf(tree.child(node, Field.field)) : '';
}

/** Calls whose result holds their argument, by name: what they cut off or recode is no check. */
const PASSES =
  /^(?:string|byte|Trim\w*|Replace(?:All)?|ToLower|ToUpper|EncodeToString|DecodeString|Sprintf|Sprint|Clone|Cut\w*|Fields|Split\w*|Bytes|String)$/;
const DEEPEST = 6;

/** The expression within `expression` that satisfies the test, behind variables, conversions and encodings; NONE. */
function within(file: GoFile, expression: NodeId, test: (node: NodeId) => boolean, depth = DEEPEST): NodeId {
  const { tree } = file;
  const node = unparenthesized(tree, expression);
  if (node === NONE || depth === 0) return NONE;
  if (test(node)) return node;
  const next = (inner: NodeId) => within(file, inner, test, depth - 1);
  switch (tree.kind(node)) {
    case Kind.identifier:
      return next(lastValue(file, node));
    case Kind.index_expression:
    case Kind.slice_expression:
    case Kind.selector_expression:
      return next(tree.child(node, Field.operand));
    case Kind.type_conversion_expression:
      return next(tree.child(node, Field.operand));
    case Kind.binary_expression:
      if (tree.kind(tree.child(node, Field.operator)) !== Token['+']) return NONE;
      return next(tree.child(node, Field.left)) || next(tree.child(node, Field.right));
    default:
      break;
  }
  if (!isCall(tree, node)) return NONE;
  const callee = calleeOf(tree, node);
  const name = tree.textOf(tree.child(callee, Field.field) || callee);
  if (PASSES.test(name))
    for (const argument of file.arguments(node)) {
      const found = next(argument);
      if (found) return found;
    }
  return tree.kind(callee) === Kind.selector_expression ? next(tree.child(callee, Field.operand)) : NONE;
}

/** The part of the expression that whoever calls the service chose: `r.Header.Get("X-Token")`; NONE where none is seen. */
export function requestPart(file: GoFile, expression: NodeId): NodeId {
  return within(
    file,
    expression,
    (node) =>
      requestSource(file, node) !== null ||
      (isCall(file.tree, node) &&
        (file.isMethodCall(node, 'net/http', 'Request', 'BasicAuth', 'Cookie') ||
          file.isCallTo(node, 'google.golang.org/grpc/metadata', 'FromIncomingContext', 'ValueFromIncomingContext'))),
  );
}

/** The HMAC that the expression holds, recoded or not: `mac.Sum(nil)`, `hex.EncodeToString(sum)`; NONE. */
export function macPart(file: GoFile, expression: NodeId, depth = 2): NodeId {
  return within(file, expression, (node) => isMac(file, node, depth));
}

function isMac(file: GoFile, node: NodeId, depth: number): boolean {
  const { tree } = file;
  if (!isCall(tree, node)) return false;
  const callee = calleeOf(tree, node);
  if (tree.kind(callee) === Kind.selector_expression && tree.textOf(tree.child(callee, Field.field)) === 'Sum') {
    const hash = tree.child(callee, Field.operand);
    const made = tree.kind(hash) === Kind.identifier ? lastValue(file, hash) : hash;
    return isCall(tree, made) && file.isCallTo(made, 'crypto/hmac', 'New');
  }
  if (depth === 0) return false;
  const declaration = declarationCalled(file, node);
  if (declaration === NONE) return false;
  const returns = [...tree.descendants(declaration, Kind.return_statement)];
  return returns.some((statement) => {
    const list = tree.children(statement)[0] ?? NONE;
    const first = tree.children(list)[0] ?? NONE;
    return first !== NONE && macPart(file, first, depth - 1) !== NONE;
  });
}

/** A secret that the service holds, by the name of what is read: a field, a variable, an environment variable. */
export function secretPart(file: GoFile, expression: NodeId): NodeId {
  const found = heldSecret(file, expression);
  // `token.Nonce` is what the token says, not the token.
  const selected = found !== NONE && file.tree.kind(file.tree.parent(found)) === Kind.selector_expression;
  return selected && file.tree.field(found) === Field.operand ? NONE : found;
}

function heldSecret(file: GoFile, expression: NodeId): NodeId {
  return within(
    file,
    expression,
    (node) =>
      isSecretName(lastName(file, node)) ||
      (isCall(file.tree, node) &&
        file.isCallTo(node, 'os', 'Getenv') &&
        isSecretName(file.tree.textOf(file.arguments(node)[0] ?? NONE).replace(/["`]/g, ''))),
  );
}
