import type { GoFile } from '../file.ts';
import { argumentsOf, calleeOf, isCall, writtenTypeArguments } from '../syntax/calls.ts';
import { foldedText } from '../syntax/folded.ts';
import { Field, Kind } from '../syntax/grammar.ts';
import { literalType } from '../syntax/keys.ts';
import { NONE, type NodeId } from '../syntax/tree.ts';
import {
  UNTYPED_BOOL,
  UNTYPED_COMPLEX,
  UNTYPED_FLOAT,
  UNTYPED_INT,
  UNTYPED_RUNE,
  UNTYPED_STRING,
} from './constants.ts';
import { declaredType } from './declared.ts';
import { findMember } from './members.ts';
import { binaryOf, builtinOf, calledOf, elementOf, slicedOf, unaryOf, underlyingOf } from './operations.ts';
import { parseType } from './parse-type.ts';
import { type Type, UNKNOWN } from './type.ts';
import { typeExpression } from './type-expression.ts';
import { instantiated } from './unify.ts';

const LITERALS = new Map<number, Type>([
  [Kind.interpreted_string_literal, UNTYPED_STRING],
  [Kind.raw_string_literal, UNTYPED_STRING],
  [Kind.int_literal, UNTYPED_INT],
  [Kind.float_literal, UNTYPED_FLOAT],
  [Kind.imaginary_literal, UNTYPED_COMPLEX],
  [Kind.rune_literal, UNTYPED_RUNE],
  [Kind.true, UNTYPED_BOOL],
  [Kind.false, UNTYPED_BOOL],
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
    const { tree, index } = this.file;
    if (isCall(tree, node)) return this.call(node);
    switch (tree.kind(node)) {
      case Kind.identifier:
      case Kind.type_identifier:
      case Kind.package_identifier:
        return this.identifier(node);
      case Kind.selector_expression:
        return this.selector(node, tree.child(node, Field.operand), tree.child(node, Field.field));
      case Kind.qualified_type:
        return this.selector(node, tree.child(node, Field.package), tree.child(node, Field.name));
      case Kind.parenthesized_expression:
        return this.of(tree.children(node)[0] ?? NONE);
      case Kind.composite_literal:
        return this.file.typeAt(tree.child(node, Field.type));
      case Kind.literal_value:
        return this.elided(node);
      case Kind.func_literal:
        return this.signatureAt(node);
      case Kind.unary_expression:
        return unaryOf(index, this.operator(node), this.operand(node));
      case Kind.binary_expression:
        return binaryOf(
          this.operator(node),
          this.of(tree.child(node, Field.left)),
          this.of(tree.child(node, Field.right)),
        );
      case Kind.index_expression:
        return this.indexed(node);
      case Kind.slice_expression:
        return slicedOf(index, this.operand(node));
      case Kind.type_assertion_expression:
        return this.file.typeAt(tree.child(node, Field.type));
      case Kind.type_conversion_expression:
        return this.conversion(tree.child(node, Field.type));
      case Kind.iota:
        return tree.ancestor(node, Kind.const_spec) ? UNTYPED_INT : UNKNOWN;
      case Kind.type_instantiation_expression:
        return this.instance(node, this.of(tree.child(node, Field.type)));
      default:
        return LITERALS.get(tree.kind(node)) ?? UNKNOWN;
    }
  }

  private operand(node: NodeId): Type {
    return this.of(this.file.tree.child(node, Field.operand));
  }

  private operator(node: NodeId): string {
    return this.file.tree.textOf(this.file.tree.child(node, Field.operator));
  }

  private identifier(node: NodeId): Type {
    const found = this.file.resolve(node);
    if (found.kind === 'local') return declaredType(this.file, found.declaration, node);
    if (found.kind === 'package') return this.file.package?.member(found.name)?.type ?? UNKNOWN;
    if (found.kind === 'import') return this.file.member(found.path, this.file.tree.textOf(node))?.type ?? UNKNOWN;
    return UNKNOWN;
  }

  private selector(node: NodeId, operand: NodeId, field: NodeId): Type {
    const { tree, index } = this.file;
    const qualified = this.file.qualified(node);
    if (qualified) return this.file.member(qualified.package, qualified.name)?.type ?? UNKNOWN;
    const name = tree.textOf(field);
    const type = this.of(operand);
    if (type.kind !== 'unknown') return findMember(index, type, name)?.type ?? UNKNOWN;
    // A method expression, `T.Method`: the receiver is its first parameter.
    const receiver = typeExpression(this.file, operand);
    const method = receiver ? findMember(index, receiver, name)?.type : null;
    if (!receiver || method?.kind !== 'func') return UNKNOWN;
    return { ...method, parameters: [receiver, ...method.parameters] };
  }

  private indexed(node: NodeId): Type {
    const operand = this.operand(node);
    if (operand.kind === 'func') return this.instance(node, operand);
    return elementOf(this.file.index, operand);
  }

  /** The grammar reads `*(*T)(x)` as a conversion to `*(*T)` and `<-chan T(x)` as one to `<-chan T`. */
  private conversion(type: NodeId): Type {
    const { tree, index } = this.file;
    const operator = tree.kind(type) === Kind.pointer_type ? '*' : tree.textOf(type).startsWith('<-') ? '<-' : '';
    const converted = this.file.typeAt(operator === '*' ? (tree.children(type)[0] ?? NONE) : type);
    return operator ? unaryOf(index, operator, converted) : converted;
  }

  /** `F[T]` without a call. */
  private instance(node: NodeId, type: Type): Type {
    const { index } = this.file;
    if (type.kind !== 'func') return UNKNOWN;
    return instantiated(type, this.writtenTypes(node), [], (inner) => underlyingOf(index, inner));
  }

  private writtenTypes(node: NodeId): Type[] {
    return writtenTypeArguments(this.file.tree, node).map((arg) => this.file.typeAt(arg));
  }

  private call(node: NodeId): Type {
    const { tree, index } = this.file;
    const callee = calleeOf(tree, node);
    const args = argumentsOf(tree, node);
    const types = () => args.map((arg) => this.of(arg));
    if (tree.kind(callee) === Kind.identifier) {
      const found = this.file.resolve(callee);
      const built = found.kind === 'universe' ? builtinOf(index, found.name, this.typeArgument(args), types) : UNKNOWN;
      if (built.kind !== 'unknown') return built;
    }
    const converted = typeExpression(this.file, tree.child(node, Field.function) || tree.child(node, Field.type));
    if (converted) return converted;
    const generic = tree.kind(callee) === Kind.index_expression ? tree.child(callee, Field.operand) : callee;
    const type = this.of(generic);
    if (type.kind === 'func') return calledOf(index, type, () => this.writtenTypes(node), types);
    // `handlers[key](x)` is a call of an element.
    const element =
      generic !== callee ||
      tree.kind(node) === Kind.type_conversion_expression ||
      tree.child(node, Field.type_arguments) !== NONE;
    const called = element ? elementOf(index, type) : type;
    return called.kind === 'unknown' ? UNKNOWN : calledOf(index, called, () => [], types);
  }

  /** Type that the first argument of `new` or `make` names. */
  private typeArgument(args: readonly NodeId[]): Type | null {
    const [first] = args;
    if (first === undefined) return null;
    const kind = this.file.tree.kind(first);
    // Of an unknown package `new(p.x)` is taken for a type, which it nearly always is.
    const unknown = kind === Kind.qualified_type && this.of(first).kind === 'unknown';
    return unknown || kind === Kind.generic_type ? this.file.typeAt(first) : typeExpression(this.file, first);
  }

  /** `{…}` within a literal whose elements' type is written once, outside. */
  private elided(node: NodeId): Type {
    const { tree, bindings } = this.file;
    const type = literalType(tree, bindings, node);
    return type === NONE ? UNKNOWN : this.file.typeAt(type);
  }

  private signatureAt(literal: NodeId): Type {
    const { tree } = this.file;
    const body = tree.child(literal, Field.body);
    const text = foldedText(tree.text.slice(tree.start(literal), tree.start(body)));
    return parseType(text, this.file.typeScope(literal));
  }
}
