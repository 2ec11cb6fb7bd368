import type { Import, WireFact } from '../../go/facts.ts';
import { importName } from '../../go/names.ts';
import { argumentsOf, calledNameIn, calleeOf, isCall } from '../../go/syntax/calls.ts';
import { folded } from '../../go/syntax/folded.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { literalType } from '../../go/syntax/keys.ts';
import type { Bindings } from '../../go/syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import {
  ADDRESS_LIKE,
  BUILDS_SQL,
  BUILTIN,
  CARRIES,
  CONTEXT,
  ENTITY_METHOD,
  mayExchange,
  QUIET_METHOD,
  TELLING_METHOD,
  TELLING_NAME,
} from './kept.ts';
import { LIMIT_FIELD, Limits, SETS_LIMIT } from './limits.ts';
import { Renderer, UNKNOWN } from './render.ts';

const LONGEST_LINE = 160;
const MOST_FACTS = 400;
/** Tells dapr's sidecar which application a request is for. */
const DAPR_HEADER = '"dapr-app-id"';
const SQL = /^\s*(?:--[^\n]*\n\s*)*(?:SELECT|INSERT|UPDATE|DELETE|WITH|REPLACE|MERGE|TRUNCATE|UPSERT|COPY|LOCK)\s/i;
/** Results by which addresses, clients and connections are handed on. */
const HANDING = /^(?:string|\[\]string|\*?url\.URL)$|Conn\w*$|Client\w*$/;

/** What a declaration says of exchanges with others: calls, literals, what fields are given, SQL. Null when nothing. */
export function wireOf(
  tree: SyntaxTree,
  bindings: Bindings,
  declaration: NodeId,
  imports: readonly Import[],
): WireFact[] | null {
  // What tests exchange is nobody's service.
  if (imports.some(({ path }) => path === 'testing')) return null;
  const found = new Extraction(tree, bindings, declaration, imports).facts();
  return found.length > 0 ? found : null;
}

class Extraction {
  private readonly tree: SyntaxTree;
  private readonly bindings: Bindings;
  private readonly declaration: NodeId;
  private readonly imports: readonly Import[];
  private readonly renderer: Renderer;
  private readonly limits: Limits;
  private readonly found: WireFact[] = [];

  constructor(tree: SyntaxTree, bindings: Bindings, declaration: NodeId, imports: readonly Import[]) {
    this.tree = tree;
    this.bindings = bindings;
    this.declaration = declaration;
    this.imports = imports;
    this.renderer = new Renderer(tree, bindings, declaration);
    const context = [...namesOf(imports)].find(([, path]) => path === 'context')?.[0] ?? null;
    this.limits = new Limits(tree, bindings, declaration, context);
  }

  facts(): WireFact[] {
    const { tree } = this;
    const end = tree.next(this.declaration);
    for (let node = this.declaration; node < end && this.found.length < MOST_FACTS; node++) {
      switch (tree.kind(node)) {
        case Kind.call_expression:
        case Kind.type_conversion_expression:
          if (isCall(tree, node)) this.call(node);
          break;
        case Kind.composite_literal:
        case Kind.literal_value:
          this.literal(node);
          break;
        case Kind.assignment_statement:
          this.assignment(node);
          break;
        case Kind.return_statement:
          this.returned(node);
          break;
        case Kind.interpreted_string_literal:
        case Kind.raw_string_literal:
          this.string(node);
          break;
        default:
          break;
      }
    }
    return this.found;
  }

  private add(node: NodeId, call: string, args: string[], limit: string | null = null): void {
    const line = this.tree.line(node);
    const text = this.tree.lineText(line);
    const loop = this.tree.ancestor(node, Kind.for_statement) > this.declaration;
    const runners = this.limits.around(node).map((callee) => this.renderer.callee(callee));
    const within = runners.filter((runner) => runner !== UNKNOWN);
    this.found.push({
      line,
      call,
      args,
      text: text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text,
      ...(loop ? { loop } : {}),
      ...(limit === null ? {} : { limit }),
      ...(within.length === 0 ? {} : { within }),
    });
  }

  private call(node: NodeId): void {
    const { tree } = this;
    const callee = calleeOf(tree, node);
    const name = calledNameIn(tree, node);
    const nodes = argumentsOf(tree, node);
    const root = tree.kind(callee) === Kind.selector_expression ? tree.child(callee, Field.operand) : NONE;
    if (root === NONE && (tree.kind(callee) !== Kind.identifier || this.bindings[callee])) return;
    if (!this.isKept(name, root, nodes)) return;
    const called = this.renderer.callee(callee);
    if (called !== UNKNOWN)
      this.add(
        node,
        called,
        nodes.map((argument) => this.argument(argument)),
        this.limits.ofCall(node),
      );
  }

  private isKept(name: string, root: NodeId, nodes: readonly NodeId[]): boolean {
    const { tree } = this;
    const isPackage = root !== NONE && tree.kind(root) === Kind.identifier && !this.bindings[root];
    const imported = isPackage ? this.importOf(tree.textOf(root)) : null;
    if (imported !== null && !mayExchange(imported, name)) return false;
    if (imported !== null && (imported === 'os' || BUILDS_SQL.test(imported))) return true;
    if (imported !== null || root === NONE)
      return !BUILTIN.test(name) && (TELLING_NAME.test(name) || nodes.some((argument) => this.isAddress(argument)));
    // A package whose name its path does not tell looks like a variable.
    if (isPackage && TELLING_NAME.test(name)) return true;
    if (ENTITY_METHOD.test(name) && this.isEntity(root)) return true;
    const [first] = nodes;
    if (first !== undefined && tree.textOf(first).toLowerCase() === DAPR_HEADER) return true;
    if (first === undefined || QUIET_METHOD.test(name)) return false;
    if (SETS_LIMIT.test(name)) return true;
    if (/^\p{Lu}/u.test(name) && CONTEXT.test(tree.textOf(first).slice(0, 80))) return true;
    return TELLING_METHOD.test(name) || nodes.some((argument) => this.isAddress(argument));
  }

  private argument(node: NodeId): string {
    const text = this.tree.textOf(node);
    return text.length < 40 && /^(?:c|ctx|context\.\w+\(\)|\w+\.Context\(\))$/.test(text)
      ? UNKNOWN
      : this.renderer.text(node);
  }

  /** `client.Order`, as ent has one for each kind of row. */
  private isEntity(operand: NodeId): boolean {
    const { tree } = this;
    const field = tree.kind(operand) === Kind.selector_expression ? tree.child(operand, Field.field) : NONE;
    return field !== NONE && /^\p{Lu}/u.test(tree.textOf(field));
  }

  private importOf(name: string): string | null {
    return namesOf(this.imports).get(name) ?? null;
  }

  /** A text, or a place that is to be filled. */
  private isAddress(argument: NodeId): boolean {
    const kind = this.tree.kind(argument);
    if (kind === Kind.interpreted_string_literal) return this.tree.end(argument) - this.tree.start(argument) > 2;
    if (kind === Kind.unary_expression) return this.tree.childOfKind(argument, Token['&']) !== NONE;
    if (tellsAddress(this.tree, argument, kind)) return true;
    return kind === Kind.call_expression && /^os\.Getenv/.test(this.tree.textOf(argument));
  }

  /** `T{Topic: topic}` as a call of `T{}` with `Topic:topic`. */
  private literal(node: NodeId): void {
    const { tree } = this;
    const body = tree.kind(node) === Kind.literal_value ? node : tree.child(node, Field.body);
    // The braces of a literal whose type is written are read with it.
    if (body === node && tree.kind(tree.parent(node)) === Kind.composite_literal) return;
    const type = literalType(tree, this.bindings, body);
    const kind = tree.kind(type);
    if (kind !== Kind.type_identifier && kind !== Kind.qualified_type && kind !== Kind.generic_type) return;
    const [, qualifier] = /^(\w+)\./.exec(tree.textOf(type)) ?? [];
    const imported = qualifier === undefined ? null : this.importOf(qualifier);
    if (imported !== null && (/pb\d*$/i.test(qualifier ?? '') || !mayExchange(imported, '{}'))) return;
    const args: string[] = [];
    let limit: string | null = null;
    for (const element of tree.children(body)) {
      if (tree.kind(element) !== Kind.keyed_element) continue;
      const [key = NONE, value = NONE] = tree.children(element);
      const name = tree.textOf(key);
      const given = tree.children(value)[0] ?? NONE;
      if (LIMIT_FIELD.test(name)) limit ??= this.limits.short(given);
      const text = this.renderer.text(given);
      if (text !== UNKNOWN && CARRIES.test(text)) args.push(`${name}:${text}`);
    }
    const isClient = imported === 'net/http' && tree.textOf(type).endsWith('.Client');
    if (args.length > 0 || isClient) this.add(node, `${folded(tree, type)}{}`, args, limit);
  }

  /** `s.addr = addr` and `*target = v` as a call of `=`. */
  private assignment(node: NodeId): void {
    const { tree } = this;
    const left = tree.children(tree.child(node, Field.left));
    const right = tree.children(tree.child(node, Field.right));
    left.forEach((target, at) => {
      const kind = tree.kind(target);
      const isPlace =
        kind === Kind.selector_expression ||
        kind === Kind.unary_expression ||
        (kind === Kind.identifier && !this.bindings[target]);
      const value = right.length === left.length ? right[at] : right[0];
      if (!isPlace || value === undefined) return;
      const text = this.renderer.text(value);
      const to = this.renderer.text(target);
      if (text === UNKNOWN || to === UNKNOWN || !CARRIES.test(text)) return;
      this.add(node, '=', [to, right.length === left.length || at === 0 ? text : `${text}#${at}`]);
    });
  }

  private returned(node: NodeId): void {
    const { tree } = this;
    if (tree.ancestor(node, Kind.func_literal) > this.declaration) return;
    const result = tree.child(this.declaration, Field.result);
    const first = tree.kind(result) === Kind.parameter_list ? (tree.children(result)[0] ?? NONE) : result;
    const type = tree.kind(first) === Kind.parameter_declaration ? tree.child(first, Field.type) : first;
    if (type === NONE || !HANDING.test(tree.textOf(type))) return;
    const value = tree.children(tree.childOfKind(node, Kind.expression_list))[0];
    const text = value === undefined ? UNKNOWN : this.renderer.text(value);
    if (text !== UNKNOWN && text !== '""') this.add(node, 'return', [text]);
  }

  private string(node: NodeId): void {
    const { tree } = this;
    if (!SQL.test(tree.text.slice(tree.start(node) + 1, tree.start(node) + 160))) return;
    let whole = node;
    while (tree.kind(tree.parent(whole)) === Kind.binary_expression) whole = tree.parent(whole);
    const text = whole === node ? this.renderer.statement(node) : this.renderer.text(whole);
    if (text !== UNKNOWN) this.add(node, 'sql', [text]);
  }
}

function tellsAddress(tree: SyntaxTree, argument: NodeId, kind: number): boolean {
  if (kind !== Kind.identifier && kind !== Kind.selector_expression && kind !== Kind.call_expression) return false;
  return tree.end(argument) - tree.start(argument) < 60 && ADDRESS_LIKE.test(tree.textOf(argument));
}

const NAMES = new WeakMap<readonly Import[], ReadonlyMap<string, string>>();

/** Import paths by the names that a file's imports usually have. */
function namesOf(imports: readonly Import[]): ReadonlyMap<string, string> {
  let names = NAMES.get(imports);
  if (!names) {
    names = new Map(imports.toReversed().map((spec) => [importName(spec), spec.path]));
    NAMES.set(imports, names);
  }
  return names;
}
