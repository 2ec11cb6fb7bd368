import { Field, Kind, Token } from './grammar.ts';
import { isKey, keyRole } from './keys.ts';
import type { NodeId, SyntaxTree } from './tree.ts';

/**
 * For every identifier the identifier that declares it within the file's functions, shadowing respected:
 * `bindings[use]` is the declaring node, 0 for package-level, imported and predeclared names.
 * A declaring identifier is bound to itself.
 */
export type Bindings = Uint32Array;

/** Nodes that open a scope. A function's body shares the scope of its parameters, as in Go. */
const OPENS = new Set<number>([
  Kind.function_declaration,
  Kind.method_declaration,
  Kind.func_literal,
  Kind.function_type,
  Kind.method_elem,
  Kind.if_statement,
  Kind.for_statement,
  Kind.expression_switch_statement,
  Kind.type_switch_statement,
  Kind.expression_case,
  Kind.default_case,
  Kind.type_case,
  Kind.communication_case,
]);
const FUNCTIONS = new Set<number>([Kind.function_declaration, Kind.method_declaration, Kind.func_literal]);

interface Declared {
  name: string;
  node: NodeId;
  scope: number;
  shadowed: Declared | undefined;
}

class Scopes {
  private readonly visible = new Map<string, Declared>();
  private readonly declared: Declared[] = [];
  private readonly ends: { end: NodeId; mark: number }[] = [];

  open(end: NodeId): void {
    this.ends.push({ end, mark: this.declared.length });
  }

  closeUntil(node: NodeId): void {
    for (let top = this.ends.at(-1); top && top.end <= node; top = this.ends.at(-1)) this.closeOne();
  }

  /** Leaves every scope that was opened above `depth`. Those may end where others end that stay open. */
  closeTo(depth: number): void {
    while (this.ends.length > depth) this.closeOne();
  }

  private closeOne(): void {
    const mark = this.ends.pop()?.mark ?? 0;
    while (this.declared.length > mark) {
      const gone = this.declared.pop() as Declared;
      if (gone.shadowed) this.visible.set(gone.name, gone.shadowed);
      else this.visible.delete(gone.name);
    }
  }

  get depth(): number {
    return this.ends.length;
  }

  lookup(name: string): NodeId {
    return this.visible.get(name)?.node ?? 0;
  }

  lookupHere(name: string): NodeId {
    const found = this.visible.get(name);
    return found?.scope === this.depth ? found.node : 0;
  }

  declare(name: string, node: NodeId): void {
    const entry = { name, node, scope: this.depth, shadowed: this.visible.get(name) };
    this.visible.set(name, entry);
    this.declared.push(entry);
  }
}

/** A declaration whose names become visible when the walk reaches `at`. */
interface Pending {
  at: NodeId;
  names: NodeId[];
  /** Scopes open around the declaration. */
  depth: number;
  /** `:=` reuses variables of the same scope. */
  reuse: boolean;
}

/**
 * `isCollection` says whether a type that the file does not declare is a map, slice or array, so that the names in
 * `T{name: …}` are values; without it they are taken for fields.
 */
export function bindIdentifiers(tree: SyntaxTree, isCollection?: (type: NodeId) => boolean): Bindings {
  const bindings = new Uint32Array(tree.size);
  const scopes = new Scopes();
  const pending: Pending[] = [];
  const { kinds, parents, nexts } = tree.arrays;

  const settle = (node: NodeId) => {
    for (let top = pending.at(-1); top && top.at <= node; top = pending.at(-1)) {
      pending.pop();
      scopes.closeTo(top.depth); // function literals on the right-hand side end here at the latest
      for (const name of top.names) {
        const text = tree.textOf(name);
        if (text === '_') continue;
        const known = top.reuse ? scopes.lookupHere(text) : 0;
        if (!known) scopes.declare(text, name);
        bindings[name] = known || name;
      }
    }
  };
  const declareAt = (at: NodeId, names: NodeId[], reuse = false) => {
    const named = names.filter((name) => kinds[name] === Kind.identifier || kinds[name] === Kind.type_identifier);
    if (named.length > 0) pending.push({ at, names: named, depth: scopes.depth, reuse });
  };

  for (let node = 1; node < kinds.length; node++) {
    settle(node);
    scopes.closeUntil(node);
    const kind = kinds[node] as number;
    const parent = parents[node] as number;
    if (OPENS.has(kind) || (kind === Kind.block && !FUNCTIONS.has(kinds[parent] as number)))
      scopes.open(nexts[node] as number);

    switch (kind) {
      case Kind.identifier:
      case Kind.type_identifier:
      case Kind.package_identifier:
        // `Name` of `pkg.Name` is the package's.
        if (kinds[parent] === Kind.qualified_type && tree.field(node) === Field.name) break;
        bindings[node] = scopes.lookup(tree.textOf(node));
        if (bindings[node] && kind === Kind.identifier && isKey(tree, node)) {
          const { role, type } = keyRole(tree, bindings, node);
          if (role === 'field' || (role === 'unknown' && !isCollection?.(type))) bindings[node] = 0;
        }
        break;
      case Kind.parameter_declaration:
      case Kind.variadic_parameter_declaration: {
        // Types in the signature do not see its parameters: they begin with the body.
        const owner = parents[parent] as number;
        declareAt(tree.child(owner, Field.body) || (nexts[owner] as number), tree.childrenInField(node, Field.name));
        break;
      }
      case Kind.type_parameter_list:
        declareAt(node + 1, typeParameterNodes(tree, node));
        break;
      case Kind.method_declaration:
        declareAt(node + 1, receiverTypeParameters(tree, node));
        break;
      case Kind.short_var_declaration:
        declareAt(nexts[node] as number, tree.children(tree.child(node, Field.left)), true);
        break;
      case Kind.range_clause:
      case Kind.receive_statement:
        if (tree.childOfKind(node, Token[':=']))
          declareAt(nexts[node] as number, tree.children(tree.child(node, Field.left)), true);
        break;
      case Kind.var_spec:
      case Kind.const_spec:
        if (scopes.depth > 0) declareAt(nexts[node] as number, tree.childrenInField(node, Field.name));
        break;
      case Kind.type_spec:
      case Kind.type_alias:
        if (scopes.depth > 0) {
          const name = tree.child(node, Field.name);
          scopes.declare(tree.textOf(name), name);
        }
        scopes.open(nexts[node] as number);
        break;
      case Kind.type_switch_statement: {
        const alias = tree.child(node, Field.alias);
        if (alias) declareAt(nexts[tree.child(node, Field.value)] as number, tree.children(alias));
        break;
      }
      default:
        break;
    }
  }
  settle(kinds.length);
  return bindings;
}

/** Type parameters see each other: `[S ~[]E, E any]`. */
function typeParameterNodes(tree: SyntaxTree, list: NodeId): NodeId[] {
  return tree.children(list).flatMap((declaration) => tree.childrenInField(declaration, Field.name));
}

/** `T` of `func (s *Set[T]) Add(…)`. */
function receiverTypeParameters(tree: SyntaxTree, method: NodeId): NodeId[] {
  const receiver = tree.child(method, Field.receiver);
  const found: NodeId[] = [];
  for (const list of tree.descendants(receiver, Kind.type_arguments))
    for (const element of tree.children(list)) found.push(...tree.children(element));
  return found;
}
