import { FUNCTION_KINDS } from '../syntax/calls.ts';
import { Field, Kind, Token } from '../syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../syntax/tree.ts';
import type { FlowGraph, Step, StepKind } from './graph.ts';

/** Edges whose target is not known yet. */
type Open = { from: number; when: boolean | null }[];

/** Statements whose parts are steps of their own. */
const PLACES = new Set<number>([...FUNCTION_KINDS, Kind.for_statement, Kind.labeled_statement, Kind.select_statement]);

interface Loop {
  label: string | null;
  breaks: Open;
  /** Null for switch and select, which `continue` passes over. */
  continues: Open | null;
}

export interface BuildOptions {
  /** The call does not return: it panics, exits the process or ends the goroutine. */
  aborts: (call: NodeId) => boolean;
}

/** Draws the control flow of a function declaration, method or literal. Time and size grow with its statements. */
export function buildFlow(tree: SyntaxTree, root: NodeId, options: BuildOptions): FlowGraph {
  return new Builder(tree, root, options).build();
}

class Builder {
  private readonly tree: SyntaxTree;
  private readonly root: NodeId;
  private readonly options: BuildOptions;
  private readonly steps: Step[] = [];
  private readonly loops: Loop[] = [];
  private readonly labels = new Map<string, number>();
  private readonly gotos: { label: string; open: Open }[] = [];
  private readonly returns: Open = [];
  private fallthroughs: Open = [];
  private pendingLabel: string | null = null;

  constructor(tree: SyntaxTree, root: NodeId, options: BuildOptions) {
    this.tree = tree;
    this.root = root;
    this.options = options;
  }

  build(): FlowGraph {
    const entry = this.add('plain', this.root, []);
    const last = this.block(this.tree.child(this.root, Field.body), [{ from: entry, when: null }]);
    const end = this.add('end', this.root, [...last, ...this.returns]);
    for (const { label, open } of this.gotos) this.connect(open, this.labels.get(label) ?? end);
    return { root: this.root, steps: this.steps, entry, end };
  }

  private add(kind: StepKind, node: NodeId, from: Open): number {
    const id = this.steps.length;
    this.steps.push({ id, kind, node, evaluates: !PLACES.has(this.tree.kind(node)), next: [] });
    this.connect(from, id);
    return id;
  }

  private connect(open: Open, to: number): void {
    for (const { from, when } of open) this.steps[from]?.next.push({ to, when });
  }

  /** A step that goes on. */
  private plain(node: NodeId, from: Open, kind: StepKind = 'plain'): Open {
    return [{ from: this.add(kind, node, from), when: null }];
  }

  private block(block: NodeId, from: Open): Open {
    return block === NONE ? from : this.statements(this.tree.children(block), from);
  }

  private statements(nodes: readonly NodeId[], from: Open): Open {
    let open = from;
    for (const node of nodes) {
      open =
        this.tree.kind(node) === Kind.statement_list
          ? this.statements(this.tree.children(node), open)
          : this.statement(node, open);
    }
    return open;
  }

  private statement(node: NodeId, from: Open): Open {
    const { tree } = this;
    const label = this.pendingLabel;
    this.pendingLabel = null;
    switch (tree.kind(node)) {
      case Kind.block:
        return this.block(node, from);
      case Kind.labeled_statement:
        return this.labelled(node, from);
      case Kind.if_statement:
        return this.if(node, from);
      case Kind.for_statement:
        return this.for(node, from, label);
      case Kind.expression_switch_statement:
      case Kind.type_switch_statement:
        return this.switch(node, from, label);
      case Kind.select_statement:
        return this.select(node, from, label);
      case Kind.return_statement:
        this.returns.push({ from: this.add('return', node, from), when: null });
        return [];
      case Kind.break_statement:
        this.target(node, (loop) => loop.breaks).push(...this.plain(node, from));
        return [];
      case Kind.continue_statement:
        this.target(node, (loop) => loop.continues).push(...this.plain(node, from));
        return [];
      case Kind.goto_statement:
        this.gotos.push({ label: this.labelOf(node), open: this.plain(node, from) });
        return [];
      case Kind.fallthrough_statement:
        this.fallthroughs.push(...this.plain(node, from));
        return [];
      case Kind.defer_statement:
        return this.plain(node, from, 'defer');
      case Kind.expression_statement: {
        const call = tree.children(node)[0] ?? NONE;
        if (tree.kind(call) !== Kind.call_expression || !this.options.aborts(call)) return this.plain(node, from);
        this.add('abort', node, from);
        return [];
      }
      case Kind.var_declaration:
        return this.variables(node, from);
      default:
        return this.plain(node, from);
    }
  }

  /** The lines of a group run one after the other. */
  private variables(node: NodeId, from: Open): Open {
    const specs = [...this.tree.descendants(node, Kind.var_spec)].filter(
      (spec) => this.tree.ancestor(spec, Kind.var_declaration) === node,
    );
    if (specs.length < 2) return this.plain(node, from);
    let open = from;
    for (const spec of specs) open = this.plain(spec, open);
    return open;
  }

  private labelled(node: NodeId, from: Open): Open {
    const label = this.labelOf(node);
    const at = this.add('plain', node, from);
    this.labels.set(label, at);
    this.pendingLabel = label;
    const inner = this.tree.children(node).filter((child) => this.tree.kind(child) !== Kind.label_name);
    return this.statements(inner, [{ from: at, when: null }]);
  }

  private labelOf(node: NodeId): string {
    const label = this.tree.childOfKind(node, Kind.label_name);
    return label ? this.tree.textOf(label) : '';
  }

  private target(node: NodeId, pick: (loop: Loop) => Open | null): Open {
    const label = this.labelOf(node);
    for (const loop of this.loops.toReversed()) {
      const open = pick(loop);
      if (open && (label === '' || loop.label === label)) return open;
    }
    return [];
  }

  private if(node: NodeId, from: Open): Open {
    const { tree } = this;
    const initializer = tree.child(node, Field.initializer);
    const start = initializer ? this.plain(initializer, from) : from;
    const { yes, no } = this.condition(tree.child(node, Field.condition), start);
    const then = this.block(tree.child(node, Field.consequence), yes);
    const alternative = tree.child(node, Field.alternative);
    return [...then, ...(alternative ? this.statement(alternative, no) : no)];
  }

  /** Takes a condition apart, so that each step is about one operand. */
  private condition(node: NodeId, from: Open): { yes: Open; no: Open } {
    const { tree } = this;
    const kind = tree.kind(node);
    if (kind === Kind.parenthesized_expression) return this.condition(tree.children(node)[0] ?? NONE, from);
    const operator = tree.kind(tree.child(node, Field.operator));
    if (kind === Kind.unary_expression && operator === Token['!']) {
      const { yes, no } = this.condition(tree.child(node, Field.operand), from);
      return { yes: no, no: yes };
    }
    if (kind === Kind.binary_expression && (operator === Token['&&'] || operator === Token['||'])) {
      const left = this.condition(tree.child(node, Field.left), from);
      const both = operator === Token['&&'];
      const right = this.condition(tree.child(node, Field.right), both ? left.yes : left.no);
      return both
        ? { yes: right.yes, no: [...left.no, ...right.no] }
        : { yes: [...left.yes, ...right.yes], no: right.no };
    }
    const step = this.add('branch', node, from);
    return { yes: [{ from: step, when: true }], no: [{ from: step, when: false }] };
  }

  private for(node: NodeId, from: Open, label: string | null): Open {
    const { tree } = this;
    const loop: Loop = { label, breaks: [], continues: [] };
    const clause = tree.childOfKind(node, Kind.for_clause);
    const range = tree.childOfKind(node, Kind.range_clause);
    const body = tree.child(node, Field.body);
    const only = tree.children(node).find((child) => child !== body && child !== clause && child !== range) ?? NONE;
    const condition = clause ? tree.child(clause, Field.condition) : only;
    const initializer = clause ? tree.child(clause, Field.initializer) : NONE;
    const start = initializer ? this.plain(initializer, from) : from;
    // Where every turn begins: the place that the back edge leads to.
    const head = this.add(range ? 'branch' : 'plain', range || node, start);
    let enter: Open = [{ from: head, when: range ? true : null }];
    let leave: Open = range ? [{ from: head, when: false }] : [];
    if (condition) ({ yes: enter, no: leave } = this.condition(condition, enter));
    this.loops.push(loop);
    const turned = this.block(body, enter);
    this.loops.pop();
    const again = [...turned, ...(loop.continues ?? [])];
    const update = clause ? tree.child(clause, Field.update) : NONE;
    this.connect(update && again.length > 0 ? this.plain(update, again) : again, head);
    return [...leave, ...loop.breaks];
  }

  private switch(node: NodeId, from: Open, label: string | null): Open {
    const { tree } = this;
    const loop: Loop = { label, breaks: [], continues: null };
    const initializer = tree.child(node, Field.initializer);
    let open = initializer ? this.plain(initializer, from) : from;
    const value = tree.child(node, Field.value);
    if (value) open = this.plain(value, open);
    const done: Open = [];
    const bodies: { node: NodeId; enter: Open }[] = [];
    let fallback: NodeId = NONE;
    this.loops.push(loop);
    for (const child of tree.children(node)) {
      const kind = tree.kind(child);
      if (kind === Kind.default_case) {
        fallback = child;
        bodies.push({ node: child, enter: [] });
      } else if (kind === Kind.expression_case || kind === Kind.type_case) {
        const enter: Open = [];
        for (const test of this.testsOf(child)) {
          const { yes, no } = value || kind === Kind.type_case ? this.choice(test, open) : this.condition(test, open);
          enter.push(...yes);
          open = no;
        }
        bodies.push({ node: child, enter });
      }
    }
    const outer = this.fallthroughs;
    this.fallthroughs = [];
    for (const { node: body, enter } of bodies) {
      const from = [...enter, ...(body === fallback ? open : []), ...this.fallthroughs];
      this.fallthroughs = [];
      done.push(...this.statements(this.bodyOf(body), from));
    }
    this.fallthroughs = outer;
    this.loops.pop();
    return [...done, ...loop.breaks, ...(fallback ? [] : open)];
  }

  private choice(test: NodeId, from: Open): { yes: Open; no: Open } {
    const step = this.add('branch', test, from);
    return { yes: [{ from: step, when: true }], no: [{ from: step, when: false }] };
  }

  private select(node: NodeId, from: Open, label: string | null): Open {
    const { tree } = this;
    const loop: Loop = { label, breaks: [], continues: null };
    const cases = tree.children(node);
    const choose = this.add(cases.length > 0 ? 'plain' : 'abort', node, from);
    const done: Open = [];
    this.loops.push(loop);
    for (const one of cases) {
      const communication = tree.child(one, Field.communication);
      const start: Open = [{ from: choose, when: null }];
      done.push(...this.statements(this.bodyOf(one), communication ? this.plain(communication, start) : start));
    }
    this.loops.pop();
    return [...done, ...loop.breaks];
  }

  private testsOf(node: NodeId): NodeId[] {
    const { tree } = this;
    const value = tree.child(node, Field.value);
    if (value) return tree.kind(value) === Kind.expression_list ? tree.children(value) : [value];
    return tree.childrenInField(node, Field.type);
  }

  private bodyOf(node: NodeId): NodeId[] {
    return this.tree.children(node).filter((child) => this.tree.kind(child) === Kind.statement_list);
  }
}
