import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { formatText } from './format.ts';
import { calledName } from './ignorable.ts';
import { reachingDefinitions } from './reaching.ts';
import { requestSource } from './request-source.ts';
import { isSecretName, isText } from './secret-name.ts';

const HEADERS = /^(?:proxy-)?authorization$|^(?:set-)?cookie$|api-?key$|auth-?token$|access-?token$|secret$/i;
const PARAMETERS = /^(?:password|passwd|access_token|refresh_token|client_secret|api_?key|secret)$/i;
const VARIABLES = /(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY)$/;

/** A value that nobody but its owner may read. */
export interface Sensitive {
  /** The expression that has it: a field, a header, a setting of the environment. */
  node: NodeId;
  /** What it is, for a message. */
  what: string;
}

const DEEPEST = 4;

/** The secret that an expression's value is, traced through local variables; null where none is proven. */
export function sensitiveValue(file: GoFile, expression: NodeId, depth = DEEPEST): Sensitive | null {
  const { tree } = file;
  const node = unparenthesized(tree, expression);
  if (depth === 0 || node === NONE) return null;
  if (isCall(tree, node)) return ofCall(file, node, depth);
  switch (tree.kind(node)) {
    case Kind.type_conversion_expression:
      return sensitiveValue(file, tree.child(node, Field.operand), depth - 1);
    case Kind.selector_expression: {
      const name = tree.textOf(tree.child(node, Field.field));
      if (name === 'Header' && requestSource(file, node)) return { node, what: 'all headers of the request' };
      const isField = file.importPath(tree.child(node, Field.operand)) === null;
      return isField && isSecretName(name) && isText(file.typeOf(node)) ? { node, what: 'a secret' } : null;
    }
    case Kind.identifier: {
      // `secretName` says which secret, and not what is in it.
      if (!file.bindings[node] || /(?:Name|Path|File|Ref)$/.test(tree.textOf(node))) return null;
      const { definitions } = reachingDefinitions(file, node);
      for (const { value, position } of definitions) {
        const found = position === 0 && !tree.contains(value, node) ? sensitiveValue(file, value, depth - 1) : null;
        if (found) return found;
      }
      return null;
    }
    default:
      return null;
  }
}

function ofCall(file: GoFile, call: NodeId, depth: number): Sensitive | null {
  const { tree } = file;
  const [first = NONE] = file.arguments(call);
  const name = calledName(file, call);
  if (name === 'string' || tree.kind(calleeOf(tree, call)) === Kind.slice_type)
    return sensitiveValue(file, first, depth - 1);
  if (!/^(?:Get|GetHeader|Getenv|FormValue|PostFormValue|PostForm|LookupEnv)$/.test(name)) return null;
  const key = formatText(file, first);
  if (key === null) return null;
  if (file.isCallTo(call, 'os', 'Getenv', 'LookupEnv'))
    return VARIABLES.test(key) ? { node: call, what: `the setting ${key}` } : null;
  const header = file.isMethodCall(call, 'net/http', 'Header', 'Get');
  if (header) {
    const holder = tree.child(calleeOf(tree, call), Field.operand);
    return HEADERS.test(key) && requestSource(file, holder) ? { node: call, what: `the header ${key}` } : null;
  }
  if (!requestSource(file, call)) return null;
  if (name === 'GetHeader') return HEADERS.test(key) ? { node: call, what: `the header ${key}` } : null;
  return name !== 'Get' && PARAMETERS.test(key) ? { node: call, what: `the parameter ${key}` } : null;
}
