import type { GoFile } from '../file.ts';
import { argumentsOf, calleeOf, isCall } from '../syntax/calls.ts';
import { Field, Kind, Token } from '../syntax/grammar.ts';
import { NONE, type NodeId } from '../syntax/tree.ts';
import { declaredType } from './declared.ts';
import { findMember, typeInfo } from './members.ts';
import { parseType } from './parse-type.ts';
import {
  BOOL,
  deref,
  FLOAT,
  type FunctionType,
  INT,
  pointerTo,
  predeclared,
  STRING,
  substitute,
  type Type,
  UNKNOWN,
  unify,
} from './type.ts';

const COMPARISONS = new Set<number>([
  Token['=='],
  Token['!='],
  Token['<'],
  Token['<='],
  Token['>'],
  Token['>='],
  Token['&&'],
  Token['||'],
]);
const TYPE_KINDS = new Set<number>([
  Kind.pointer_type,
  Kind.array_type,
  Kind.slice_type,
  Kind.map_type,
  Kind.channel_type,
  Kind.function_type,
  Kind.struct_type,
  Kind.interface_type,
  Kind.generic_type,
  Kind.qualified_type,
  Kind.type_identifier,
  Kind.parenthesized_type,
]);

/** Types of expressions within one file, worked out on demand and remembered. */
export class TypeInference {
  private readonly file: GoFile;
  private readonly known = new Map<NodeId, Type>();

  constructor(file: GoFile) {
    this.file = file;
  }

  of(node: NodeId): Type {
    const known = this.known.get(node);
    if (known) return known;
    this.known.set(node, UNKNOWN); // a declaration that refers to itself ends here
    const type = this.infer(node);
    this.known.set(node, type);
    return type;
  }

  private infer(node: NodeId): Type {
    const { tree } = this.file;
    if (isCall(tree, node)) return this.call(node);
    switch (tree.kind(node)) {
      case Kind.identifier:
        return this.identifier(node);
      case Kind.selector_expression:
        return this.selector(node);
      case Kind.parenthesized_expression:
        return this.of(tree.children(node)[0] ?? NONE);
      case Kind.composite_literal:
        return this.file.typeAt(tree.child(node, Field.type));
      case Kind.func_literal:
        return this.signatureAt(node);
      case Kind.unary_expression:
        return this.unary(node);
      case Kind.binary_expression:
        return this.binary(node);
      case Kind.index_expression:
        return this.element(this.of(tree.child(node, Field.operand)));
      case Kind.slice_expression: {
        const operand = this.of(tree.child(node, Field.operand));
        return operand.kind === 'array' ? { kind: 'slice', of: operand.of } : operand;
      }
      case Kind.type_assertion_expression:
      case Kind.type_conversion_expression:
        return this.file.typeAt(tree.child(node, Field.type));
      case Kind.interpreted_string_literal:
      case Kind.raw_string_literal:
        return STRING;
      case Kind.int_literal:
        return INT;
      case Kind.float_literal:
        return FLOAT;
      case Kind.rune_literal:
        return predeclared('rune');
      case Kind.true:
      case Kind.false:
        return BOOL;
      default:
        return UNKNOWN;
    }
  }

  private identifier(node: NodeId): Type {
    const found = this.file.resolve(node);
    if (found.kind === 'local') return declaredType(this.file, found.declaration, node);
    const name = this.file.tree.textOf(node);
    if (found.kind === 'package') return this.file.package?.member(name)?.type ?? UNKNOWN;
    if (found.kind === 'import') return this.file.member(found.path, name)?.type ?? UNKNOWN;
    return UNKNOWN;
  }

  private selector(node: NodeId): Type {
    const { tree } = this.file;
    const qualified = this.file.qualified(node);
    if (qualified) return this.file.member(qualified.package, qualified.name)?.type ?? UNKNOWN;
    const operand = this.of(tree.child(node, Field.operand));
    return findMember(this.file.index, operand, tree.textOf(tree.child(node, Field.field)))?.type ?? UNKNOWN;
  }

  private call(node: NodeId): Type {
    const { tree } = this.file;
    const callee = calleeOf(tree, node);
    const args = argumentsOf(tree, node);
    const builtin =
      tree.kind(callee) === Kind.identifier && this.file.resolve(callee).kind === 'universe'
        ? tree.textOf(callee)
        : null;
    if (builtin !== null) return this.builtin(builtin, args);
    const converted = this.typeNamed(callee);
    if (converted) return converted;
    const type = this.of(callee);
    if (type.kind !== 'func') return UNKNOWN;
    return resultOf(this.instantiated(type, node, args));
  }

  /** Type that a callee names, when the call is a conversion. */
  private typeNamed(callee: NodeId): Type | null {
    const { tree, index } = this.file;
    if (TYPE_KINDS.has(tree.kind(callee)) && tree.kind(callee) !== Kind.type_identifier)
      return this.file.typeAt(callee);
    const name = this.file.qualified(callee);
    return name && index.package(name.package)?.type(name.name) ? { kind: 'named', ...name, args: [] } : null;
  }

  private instantiated(type: FunctionType, call: NodeId, args: readonly NodeId[]): FunctionType {
    if (type.typeParameters.length === 0) return type;
    const { tree } = this.file;
    const known = new Map<string, Type>();
    const written =
      tree.child(call, Field.type_arguments) || tree.child(tree.child(call, Field.type), Field.type_arguments);
    if (written)
      tree.children(written).forEach((arg, index) => {
        const name = type.typeParameters[index];
        if (name) known.set(name, this.file.typeAt(arg));
      });
    args.forEach((arg, index) => {
      const last = type.parameters.length - 1;
      const parameter = type.parameters[Math.min(index, last)];
      if (!parameter) return;
      const spread = type.variadic && index >= last && parameter.kind === 'slice';
      unify(spread ? parameter.of : parameter, this.of(arg), known);
    });
    return substitute(type, known) as FunctionType;
  }

  private builtin(name: string, args: readonly NodeId[]): Type {
    const first = args[0] ?? NONE;
    switch (name) {
      case 'new':
      case 'neW':
        return pointerTo(TYPE_KINDS.has(this.file.tree.kind(first)) ? this.file.typeAt(first) : this.of(first));
      case 'make':
        return this.file.typeAt(first);
      case 'append':
      case 'min':
      case 'max':
        return this.of(first);
      case 'len':
      case 'cap':
      case 'copy':
        return INT;
      case 'string':
      case 'error':
      case 'bool':
      case 'byte':
      case 'rune':
        return predeclared(name);
      default:
        return /^u?int(8|16|32|64)?$|^float(32|64)$/.test(name) ? predeclared(name) : UNKNOWN;
    }
  }

  private unary(node: NodeId): Type {
    const { tree } = this.file;
    const operand = this.of(tree.child(node, Field.operand));
    switch (tree.kind(tree.child(node, Field.operator))) {
      case Token['&']:
        return operand.kind === 'unknown' ? UNKNOWN : pointerTo(operand);
      case Token['*']:
        return operand.kind === 'pointer' ? operand.to : UNKNOWN;
      case Token['<-']:
        return operand.kind === 'chan' ? operand.of : UNKNOWN;
      case Token['!']:
        return BOOL;
      default:
        return operand;
    }
  }

  private binary(node: NodeId): Type {
    const { tree } = this.file;
    if (COMPARISONS.has(tree.kind(tree.child(node, Field.operator)))) return BOOL;
    const left = tree.child(node, Field.left);
    const literal = tree.kind(left) === Kind.int_literal || tree.kind(left) === Kind.float_literal;
    return this.of(literal ? tree.child(node, Field.right) : left);
  }

  /** What indexing yields. */
  element(type: Type): Type {
    const base = deref(type);
    if (base.kind === 'slice' || base.kind === 'array') return base.of;
    if (base.kind === 'map') return base.value;
    if (base.kind === 'func') return base;
    const underlying = typeInfo(this.file.index, base)?.underlying;
    if (underlying && (underlying.kind === 'slice' || underlying.kind === 'array' || underlying.kind === 'map'))
      return this.element(underlying);
    return base.kind === 'named' && base.package === '' && base.name === 'string' ? predeclared('byte') : UNKNOWN;
  }

  private signatureAt(literal: NodeId): Type {
    const { tree } = this.file;
    const body = tree.child(literal, Field.body);
    const text = tree.text.slice(tree.start(literal), tree.start(body)).trim();
    return parseType(text, this.file.typeScope(literal));
  }
}

function resultOf(type: FunctionType): Type {
  if (type.results.length === 1) return type.results[0] ?? UNKNOWN;
  return { kind: 'tuple', of: type.results };
}
