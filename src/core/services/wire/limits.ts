import { argumentsOf, calledNameIn, calleeOf, isCall } from '../../go/syntax/calls.ts';
import { folded } from '../../go/syntax/folded.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { Bindings } from '../../go/syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';

/** A context with an end, by what makes it; its duration or time is the last argument. */
const ENDING = /^With(?:Timeout|Deadline)(?:Cause)?$/;
/** Methods that set how long or how many, and fields that do. */
export const SETS_LIMIT = /^Set(?:MaxOpenConns|MaxPoolSize|Timeout|RetryCount)$/;
export const LIMIT_FIELD = /^(?:Timeout|PoolSize|MaxConns|MaxOpenConns|MaxPoolSize)$/;
/** Calls that run what they are given, perhaps again. */
const RUNS = /^(?:Do\w*|Retry\w*|Execute\w*|Call\w*|Run\w*|Go\w*|Get\w*|WithRetr\w*)$/;
/** A context that does not end with the one before it. */
const REPLACED = /=\s*\w+\.(?:Background|TODO|WithoutCancel)\(/;
const LONGEST = 40;
const DEEPEST = 4;

interface Ending {
  /** The variable that holds the context. */
  variable: NodeId;
  statement: NodeId;
  limit: string;
}

/** What bounds the calls of one declaration in time and number, as it is written around them. */
export class Limits {
  private readonly tree: SyntaxTree;
  private readonly bindings: Bindings;
  private readonly declaration: NodeId;
  /** Name of the package `context` in this file; null where it is not imported. */
  private readonly context: string | null;
  private endings: readonly Ending[] | null = null;

  constructor(tree: SyntaxTree, bindings: Bindings, declaration: NodeId, context: string | null) {
    this.tree = tree;
    this.bindings = bindings;
    this.declaration = declaration;
    this.context = context;
  }

  /** Of a call: how long the context lasts that it is given, or what it sets; null where that is not written here. */
  ofCall(call: NodeId): string | null {
    const { tree } = this;
    const given = argumentsOf(tree, call);
    const [first] = given;
    if (first === undefined) return null;
    if (given.length === 1 && SETS_LIMIT.test(calledNameIn(tree, call))) return this.short(first);
    for (const argument of given.slice(0, 2)) {
      const variable = tree.kind(argument) === Kind.identifier ? (this.bindings[argument] as number) : NONE;
      const found = variable ? this.lasting(variable, call) : null;
      if (found !== null) return found;
    }
    return null;
  }

  /** What runs the function literals around the node, given them or their names, the nearest first: `backoff.Retry`. */
  around(node: NodeId): NodeId[] {
    const { tree, declaration } = this;
    const found: NodeId[] = [];
    let literal = tree.ancestor(node, Kind.func_literal);
    for (let height = 0; height < DEEPEST && literal > declaration; height++) {
      const call = this.runs(literal);
      if (call !== NONE) found.push(calleeOf(tree, call));
      literal = tree.ancestor(literal, Kind.func_literal);
    }
    return found;
  }

  private runs(literal: NodeId): NodeId {
    const { tree } = this;
    const list = tree.parent(literal);
    const direct = tree.parent(list);
    if (tree.kind(list) === Kind.argument_list) return isCall(tree, direct) && this.mayRun(direct) ? direct : NONE;
    if (tree.kind(direct) !== Kind.short_var_declaration) return NONE;
    const name = tree.children(tree.child(direct, Field.left))[0] ?? NONE;
    const end = tree.next(this.declaration);
    for (let use = tree.next(literal); use < end; use++) {
      if (tree.kind(use) !== Kind.identifier || this.bindings[use] !== this.bindings[name]) continue;
      const call = tree.parent(tree.parent(use));
      if (tree.kind(tree.parent(use)) === Kind.argument_list && isCall(tree, call) && this.mayRun(call)) return call;
    }
    return NONE;
  }

  private mayRun(call: NodeId): boolean {
    return RUNS.test(calledNameIn(this.tree, call));
  }

  /** The limit that holds the variable's context wherever this place is reached. */
  private lasting(variable: NodeId, use: NodeId): string | null {
    const { tree } = this;
    this.endings ??= this.endingsOf();
    const found = this.endings.findLast(
      (one) => one.variable === variable && one.statement < use && tree.contains(tree.parent(one.statement), use),
    );
    if (!found) return null;
    const between = tree.text.slice(tree.end(found.statement), tree.start(use));
    return REPLACED.test(between) ? null : found.limit;
  }

  private endingsOf(): Ending[] {
    const { tree } = this;
    const found: Ending[] = [];
    if (this.context === null || !tree.textOf(this.declaration).includes(`${this.context}.With`)) return found;
    const end = tree.next(this.declaration);
    for (let node = this.declaration; node < end; node++) {
      const kind = tree.kind(node);
      if (kind !== Kind.short_var_declaration && kind !== Kind.assignment_statement) continue;
      const call = tree.children(tree.child(node, Field.right))[0] ?? NONE;
      if (call === NONE || !isCall(tree, call) || !this.isEnding(call)) continue;
      const [, limit] = argumentsOf(tree, call);
      const target = tree.children(tree.child(node, Field.left))[0] ?? NONE;
      const variable = tree.kind(target) === Kind.identifier ? (this.bindings[target] as number) : NONE;
      if (variable && limit !== undefined) found.push({ variable, statement: node, limit: this.short(limit) });
    }
    return found;
  }

  private isEnding(call: NodeId): boolean {
    const { tree } = this;
    const operand = tree.child(calleeOf(tree, call), Field.operand);
    return ENDING.test(calledNameIn(tree, call)) && !this.bindings[operand] && tree.textOf(operand) === this.context;
  }

  /** As written, on one line and cut. */
  short(node: NodeId): string {
    const text = folded(this.tree, node);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  }
}
