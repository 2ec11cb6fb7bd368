import type { FieldFact, TypeFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { isNamed, type Type } from '../../go/types/type.ts';
import { formatText } from './format.ts';
import { calledName } from './ignorable.ts';
import { reachingDefinitions } from './reaching.ts';
import { requestSource } from './request-source.ts';

/** Names that nothing but a secret has. `Token` and `Secret` alone have other meanings, `SecretKey` names an entry. */
const SURE =
  /^(?:\w*_)?\w*(?:password|passwd|passphrase|(?:client|app|shared|jwt|signing|hmac|webhook)_?secret|secret_?access_?key|private_?key|api_?key|(?:access|refresh|auth|bearer|id|api|session|bot)_?token)$/i;
const NOT_SO =
  /(?:hash(?:ed)?|encrypted|masked|redacted|public|reset|forgot|invalid|missing|wrong|no|has|is|use|need|page|next|csrf|err|hide|show|old)_?(?:password|token|secret|(?:api|private|secret)_?key)$/i;
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

export function isSecretName(name: string): boolean {
  return SURE.test(name) && !NOT_SO.test(name);
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
      if (!file.bindings[node]) return null;
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

/** A `string` or `[]byte`: types of their own may hide what they hold. */
export function isText(type: Type): boolean {
  if (type.kind === 'slice') return isNamed(type.of, '', 'byte');
  return type.kind === 'named' && type.package === '' && type.name === 'string';
}

const FACTS = new WeakMap<SourcePackage, ReadonlyMap<string, TypeFact>>();

function factOf(own: SourcePackage, name: string): TypeFact | null {
  let known = FACTS.get(own);
  if (!known) {
    known = new Map(own.files.flatMap(({ facts }) => facts.types.map((fact) => [fact.name, fact] as const)));
    FACTS.set(own, known);
  }
  return known.get(name) ?? null;
}

/**
 * A field of the struct, or of a struct within it, that `wanted` accepts and that printing or encoding shows; null where
 * there is none, or where the type sees to its own form by one of the methods.
 */
export function shownField(
  file: GoFile,
  type: Type,
  wanted: (field: FieldFact) => boolean,
  methods: readonly string[],
  depth = 2,
): string | null {
  const base = type.kind === 'pointer' ? type.to : type;
  if (depth === 0 || base.kind !== 'named' || base.package === '') return null;
  const own = file.index.sourcePackage(base.package);
  const fact = own ? factOf(own, base.name) : null;
  if (!own || fact?.underlying !== 'struct') return null;
  if (methods.some((name) => findMember(file.index, base, name)?.method)) return null;
  const direct = fact.fields.find(wanted);
  if (direct) return direct.name;
  for (const field of fact.fields) {
    const inner = own.type(base.name)?.field(field.name);
    // What a pointer within a struct points to is printed as an address.
    if (inner?.kind !== 'named' || /`?json:"-"/.test(field.tag ?? '')) continue;
    const found = shownField(file, inner, wanted, methods, depth - 1);
    if (found !== null) return `${field.name}.${found}`;
  }
  return null;
}
