import { argumentsOf, calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { folded } from '../../go/syntax/folded.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import type { Bindings } from '../../go/syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { BUILTIN } from './kept.ts';

/** Stands for what is not known, or too much. */
export const UNKNOWN = '_';
const LONGEST = 240;
const LONGEST_ARGUMENT = 120;
const LONGEST_TEXT = 2_000;
const DEEPEST = 6;
const MOST_CHOICES = 5;
const MOST_ELEMENTS = 20;

/**
 * Writes expressions of one declaration so that they can be read outside of it, in Go's syntax with
 * - `$r` and `$0` for receiver and parameters, `<T>` for a variable of which only the type is known,
 * - a local variable replaced by what it is given: `{a|b}` where that is several things, `f(x)#1` for the second result,
 *   `f(&)>0` for what a call leaves behind its first argument,
 * - `x[]` for an element of `x`.
 */
export class Renderer {
  private readonly tree: SyntaxTree;
  private readonly bindings: Bindings;
  private readonly declaration: NodeId;
  private readonly slots: ReadonlyMap<NodeId, string>;
  private readonly locals = new Map<string, string>();
  private brief = false;

  constructor(tree: SyntaxTree, bindings: Bindings, declaration: NodeId) {
    this.tree = tree;
    this.bindings = bindings;
    this.declaration = declaration;
    this.slots = slotsOf(tree, declaration);
  }

  /** What is called, with less of what earlier calls of a chain are given where that is too much. */
  callee(node: NodeId): string {
    const text = this.text(node);
    if (text !== UNKNOWN || this.tree.kind(node) !== Kind.selector_expression) return text;
    this.brief = true;
    const short = this.text(node);
    this.brief = false;
    return short;
  }

  text(node: NodeId, depth = DEEPEST): string {
    const text = this.expression(node, depth);
    return text.length > (text.startsWith('"') ? LONGEST_TEXT : LONGEST) ? UNKNOWN : text;
  }

  /** A text of which the beginning tells enough. */
  statement(literal: NodeId): string {
    const text = this.tree.textOf(literal);
    if (text.length <= LONGEST_TEXT || !text.startsWith('`')) return this.text(literal);
    return JSON.stringify(text.slice(1, LONGEST_TEXT));
  }

  private expression(given: NodeId, depth: number): string {
    const { tree } = this;
    const node = unparenthesized(tree, given);
    if (depth === 0 || node === NONE) return UNKNOWN;
    switch (tree.kind(node)) {
      case Kind.identifier:
        return this.identifier(node, depth);
      case Kind.interpreted_string_literal:
        return tree.textOf(node);
      case Kind.raw_string_literal:
        return JSON.stringify(tree.textOf(node).slice(1, -1));
      case Kind.selector_expression: {
        const operand = this.expression(tree.child(node, Field.operand), depth);
        return operand === UNKNOWN ? UNKNOWN : `${operand}.${tree.textOf(tree.child(node, Field.field))}`;
      }
      case Kind.unary_expression:
        return this.unary(node, depth);
      case Kind.binary_expression: {
        if (tree.kind(tree.child(node, Field.operator)) !== Token['+']) return UNKNOWN;
        const side = (field: number) => this.expression(tree.child(node, field), depth);
        return `${side(Field.left)}+${side(Field.right)}`;
      }
      case Kind.index_expression:
      case Kind.slice_expression: {
        const operand = this.expression(tree.child(node, Field.operand), depth);
        const element = tree.kind(node) === Kind.index_expression ? '[]' : '';
        return operand === UNKNOWN ? UNKNOWN : operand + element;
      }
      case Kind.type_assertion_expression:
        return `<${folded(tree, tree.child(node, Field.type))}>`;
      case Kind.composite_literal:
        return this.literal(node, depth);
      default:
        return isCall(tree, node) ? this.call(node, depth) : UNKNOWN;
    }
  }

  private unary(node: NodeId, depth: number): string {
    const { tree } = this;
    const operator = tree.kind(tree.child(node, Field.operator));
    const operand = this.expression(tree.child(node, Field.operand), depth);
    if (operand === UNKNOWN) return UNKNOWN;
    if (operator === Token['&']) return `&${operand}`;
    return operator === Token['*'] ? `*${operand}` : UNKNOWN;
  }

  /** Lists, and maps to texts, keep their elements, anything else is its type: what its fields are given is said elsewhere. */
  private literal(node: NodeId, depth: number): string {
    const { tree } = this;
    const type = tree.child(node, Field.type);
    const kind = tree.kind(type);
    const isMap = kind === Kind.map_type && tree.textOf(tree.child(type, Field.value)) === 'string';
    if (!isMap && kind !== Kind.slice_type && kind !== Kind.implicit_length_array_type)
      return `<${folded(tree, type)}>`;
    const elements = tree.children(tree.child(node, Field.body)).slice(0, MOST_ELEMENTS);
    // Of a map its values: `[key: value]` has a literal element for each.
    const texts = elements.map((element) => {
      const value = isMap ? (tree.children(element)[1] ?? NONE) : element;
      return this.expression(tree.children(value)[0] ?? NONE, depth - 1);
    });
    return `[${[...new Set(texts)].slice(0, MOST_CHOICES).join(', ')}]`;
  }

  private call(node: NodeId, depth: number): string {
    const callee = this.expression(calleeOf(this.tree, node), depth);
    const given = argumentsOf(this.tree, node);
    if (callee === 'new' && given[0] !== undefined) return `<*${folded(this.tree, given[0])}>`;
    if (callee === 'string' && given[0] !== undefined) return this.expression(given[0], depth);
    if (callee === UNKNOWN || BUILTIN.test(callee)) return UNKNOWN;
    if (this.brief) return `${callee}()`;
    const args = given.map((argument) => this.argument(argument, depth - 1));
    return `${callee}(${args.join(', ')})`;
  }

  /** Within another expression less is told. */
  private argument(node: NodeId, depth: number): string {
    const text = this.expression(node, depth);
    return text.length > LONGEST_ARGUMENT && !text.startsWith('"') ? UNKNOWN : text;
  }

  private identifier(node: NodeId, depth: number): string {
    const variable = this.bindings[node] as number;
    if (!variable) return this.tree.textOf(node);
    const slot = this.slots.get(variable);
    return slot === undefined ? this.local(variable, node, depth) : `$${slot}`;
  }

  private local(variable: NodeId, use: NodeId, depth: number): string {
    const from = this.lastGiven(variable, use);
    const key = `${variable} ${from} ${from === variable ? 0 : use}`;
    let text = this.locals.get(key);
    if (text !== undefined) return text;
    this.locals.set(key, this.typed(variable)); // what refers to itself ends here
    const given = [...new Set(this.givenTo(variable, from, from === variable ? Infinity : use, depth - 1))].filter(
      (one) => one !== UNKNOWN,
    );
    text = given.length > 1 ? `{${given.slice(0, MOST_CHOICES).join('|')}}` : (given[0] ?? UNKNOWN);
    if (given.length === 0 || text.length > LONGEST) text = this.typed(variable);
    // Deeper within another expression less of it was seen.
    if (depth === DEEPEST) this.locals.set(key, text);
    else this.locals.delete(key);
    return text;
  }

  private usesByVariable: Map<NodeId, NodeId[]> | null = null;

  /** Where a local variable stands, in source order. */
  private usesOf(variable: NodeId): readonly NodeId[] {
    if (!this.usesByVariable) {
      this.usesByVariable = new Map();
      const end = this.tree.next(this.declaration);
      for (let node = this.declaration; node < end; node++) {
        const bound = this.bindings[node] as number;
        if (!bound || this.tree.kind(node) !== Kind.identifier) continue;
        const known = this.usesByVariable.get(bound);
        if (known) known.push(node);
        else this.usesByVariable.set(bound, [node]);
      }
    }
    return this.usesByVariable.get(variable) ?? [];
  }

  /** The last assignment that every way to a use passes: what was given before it is gone. */
  private lastGiven(variable: NodeId, use: NodeId): NodeId {
    const { tree } = this;
    let last = variable;
    for (const node of this.usesOf(variable)) {
      if (node >= use) break;
      const list = tree.parent(node);
      const statement = tree.parent(list);
      if (tree.kind(list) !== Kind.expression_list || tree.field(list) !== Field.left) continue;
      const kind = tree.kind(statement);
      if (kind !== Kind.assignment_statement && kind !== Kind.short_var_declaration) continue;
      if (tree.contains(tree.parent(statement), use) && !tree.contains(statement, use)) last = node;
    }
    // A closure may run at any time.
    return tree.ancestor(use, Kind.func_literal) > tree.ancestor(last, Kind.func_literal) ? variable : last;
  }

  /** A variable of a written type, as a parameter of a function literal is. */
  private typed(variable: NodeId): string {
    const type = this.tree.child(this.tree.parent(variable), Field.type);
    return type === NONE ? UNKNOWN : `<${folded(this.tree, type)}>`;
  }

  private givenTo(variable: NodeId, from: NodeId, until: number, depth: number): string[] {
    const { tree } = this;
    const given: string[] = [];
    for (const node of this.usesOf(variable)) {
      if (node >= until || given.length >= MOST_CHOICES) break;
      if (node < from) continue;
      const parent = tree.parent(node);
      if (tree.kind(parent) === Kind.unary_expression) {
        const left = this.leftBehind(parent, depth);
        if (left !== null) given.push(left);
      } else {
        const text = this.assigned(node, parent, depth);
        if (text !== null) given.push(text);
      }
    }
    return given;
  }

  /** What `node` is given where it stands on the left side; null where it does not. */
  private assigned(node: NodeId, list: NodeId, depth: number): string | null {
    const { tree } = this;
    const spec = tree.kind(list) === Kind.var_spec && tree.field(node) === Field.name;
    if (!spec && (tree.kind(list) !== Kind.expression_list || tree.field(list) !== Field.left)) return null;
    const holder = spec ? list : tree.parent(list);
    const names = spec ? tree.childrenInField(holder, Field.name) : tree.children(list);
    const right = tree.child(holder, spec ? Field.value : Field.right);
    if (right === NONE || tree.childOfKind(holder, Token['+='])) return null;
    if (tree.kind(holder) === Kind.range_clause)
      return names[1] === node ? `${this.expression(right, depth)}[]`.replace(/^_\[\]$/, UNKNOWN) : UNKNOWN;
    const values = tree.kind(right) === Kind.expression_list ? tree.children(right) : [right];
    const at = names.indexOf(node);
    if (values.length === names.length) return this.expression(values[at] ?? NONE, depth);
    const only = this.expression(values[0] ?? NONE, depth);
    return only === UNKNOWN || at === 0 ? only : `${only}#${at}`;
  }

  /** `&v` handed to a call. */
  private leftBehind(address: NodeId, depth: number): string | null {
    const { tree } = this;
    const call = tree.parent(tree.parent(address));
    if (tree.kind(tree.child(address, Field.operator)) !== Token['&'] || !isCall(tree, call)) return null;
    const text = this.expression(call, depth);
    return text === UNKNOWN ? null : `${text}>${argumentsOf(tree, call).indexOf(address)}`;
  }
}

function slotsOf(tree: SyntaxTree, declaration: NodeId): Map<NodeId, string> {
  const slots = new Map<NodeId, string>();
  const read = (list: NodeId, nameOf: (at: number) => string) => {
    let at = 0;
    for (const parameter of list ? tree.children(list) : []) {
      const names = tree.childrenInField(parameter, Field.name);
      for (const name of names) slots.set(name, nameOf(at++));
      if (names.length === 0) at++;
    }
  };
  read(tree.child(declaration, Field.receiver), () => 'r');
  read(tree.child(declaration, Field.parameters), String);
  return slots;
}
