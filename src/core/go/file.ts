import { type Callee, calleeIn } from './callee.ts';
import type { FileFacts } from './facts.ts';
import { neverReturns } from './flow/aborts.ts';
import { buildFlow } from './flow/build.ts';
import type { FlowGraph } from './flow/graph.ts';
import type { GoIndex } from './index/go-index.ts';
import type { Member } from './index/package.ts';
import type { SourcePackage } from './index/source-package.ts';
import { initialiserOf } from './initialiser.ts';
import { atLeast, dirOf, type GoModule } from './modules.ts';
import { remembered } from './remember.ts';
import { argumentsOf, calledNameIn, enclosingDeclaration, isCall } from './syntax/calls.ts';
import { folded } from './syntax/folded.ts';
import { Field, Kind } from './syntax/grammar.ts';
import { type Bindings, bindIdentifiers } from './syntax/scopes.ts';
import { unmasked } from './syntax/shim.ts';
import { NONE, type NodeId, type SyntaxTree } from './syntax/tree.ts';
import { Uses } from './syntax/uses.ts';
import { TypeInference } from './types/infer.ts';
import { underlyingOf } from './types/operations.ts';
import { parseType, type TypeScope } from './types/parse-type.ts';
import { TypeScopes } from './types/scope-at.ts';
import { isError, type Type } from './types/type.ts';
import { isPredeclared } from './universe.ts';

/** What an identifier means. */
export type Resolved =
  | { kind: 'local'; declaration: NodeId }
  | { kind: 'import'; path: string }
  | { kind: 'package'; name: string }
  | { kind: 'universe'; name: string };

export type { Callee };

/** One parsed Go file within the index of its snapshot: what standards look at. */
export class GoFile {
  readonly path: string;
  readonly tree: SyntaxTree;
  readonly facts: FileFacts;
  readonly index: GoIndex;
  readonly bindings: Bindings;
  readonly module: GoModule | null;
  private readonly types: TypeInference;
  private readonly scopes: TypeScopes;
  private readonly flows = new Map<NodeId, FlowGraph>();
  private uses: Uses | null = null;
  private readonly names = remembered((call: NodeId) => calledNameIn(this.tree, call));
  private readonly argumentLists = remembered((call: NodeId): readonly NodeId[] => argumentsOf(this.tree, call));
  /** Every standard asks about every call. */
  private readonly callees = remembered((call: NodeId) => (isCall(this.tree, call) ? calleeIn(this, call) : null));

  private readonly namedTypes = remembered((node: NodeId) => parseType(folded(this.tree, node), this.typeScope(node)));

  constructor(path: string, tree: SyntaxTree, facts: FileFacts, index: GoIndex, bindings?: Bindings) {
    this.path = path;
    this.tree = tree;
    this.facts = facts;
    this.index = index;
    this.bindings = bindings ?? bindIdentifiers(tree, (type) => this.isCollection(type));
    this.module = index.module(path);
    this.types = new TypeInference(this);
    this.scopes = new TypeScopes(this);
  }

  get package(): SourcePackage | null {
    return this.index.packageOf(this.path);
  }

  get dir(): string {
    return dirOf(this.path);
  }

  get isMain(): boolean {
    return this.facts.package === 'main';
  }

  get isTest(): boolean {
    return this.path.endsWith('_test.go');
  }

  /** The module's go directive is at least this version. */
  goAtLeast(major: number, minor: number): boolean {
    return atLeast(this.module, major, minor);
  }

  /** Resolves an identifier, shadowing respected. */
  resolve(identifier: NodeId): Resolved {
    const declaration = this.bindings[identifier] as number;
    if (declaration) return { kind: 'local', declaration };
    const name = unmasked(this.tree.textOf(identifier));
    const own = this.package;
    if (own?.member(name) || own?.type(name)) return { kind: 'package', name };
    const path = this.index.qualifier(this.facts, name) ?? this.index.dotImport(this.facts, name);
    if (path) return { kind: 'import', path };
    // What nothing declares stands in a file of the package that is not read.
    return { kind: isPredeclared(name) ? 'universe' : 'package', name };
  }

  /** Import path when `node` is a package name, else null. */
  importPath(node: NodeId): string | null {
    if (this.tree.kind(node) !== Kind.identifier && this.tree.kind(node) !== Kind.package_identifier) return null;
    if (this.bindings[node]) return null;
    const name = this.tree.textOf(node);
    const path = this.index.qualifier(this.facts, name);
    return path !== null && !this.package?.member(name) ? path : null;
  }

  /** `http.DefaultClient` as `{ package: 'net/http', name: 'DefaultClient' }`, dot imports included; else null. */
  qualified(node: NodeId): { package: string; name: string } | null {
    const kind = this.tree.kind(node);
    if (kind === Kind.selector_expression || kind === Kind.qualified_type) {
      const left = this.tree.child(node, kind === Kind.qualified_type ? Field.package : Field.operand);
      const path = this.importPath(left);
      if (path === null) return null;
      const right = this.tree.child(node, kind === Kind.qualified_type ? Field.name : Field.field);
      return { package: path, name: this.tree.textOf(right) };
    }
    if ((kind === Kind.identifier || kind === Kind.type_identifier) && !this.bindings[node]) {
      const name = this.tree.textOf(node);
      if (this.package?.member(name) || this.package?.type(name)) return { package: this.package.path, name };
      const path = this.index.dotImport(this.facts, name);
      if (path) return { package: path, name };
    }
    return null;
  }

  /** `node` is exactly `name` of the package, whatever the file calls the package. */
  is(node: NodeId, path: string, name: string): boolean {
    const found = this.qualified(node);
    return found?.package === path && found.name === name;
  }

  /** What a call calls, or null when that is not known. */
  callee(call: NodeId): Callee | null {
    return this.callees(call);
  }

  /** Name of what is called, as it is written: `Close` of `s.conn.Close()`. A function goes by no other name. */
  calledName(call: NodeId): string {
    return this.names(call);
  }

  /** The call is to this function of the package: `isCallTo(call, 'net/http', 'Get')`. */
  isCallTo(call: NodeId, path: string, ...names: readonly string[]): boolean {
    if (!names.includes(this.calledName(call))) return false;
    const found = this.callee(call);
    return found !== null && found.receiver === null && found.package === path && names.includes(found.name);
  }

  /** The call is to a method that this type declares: `isMethodCall(call, 'database/sql', 'DB', 'Query')`. */
  isMethodCall(call: NodeId, path: string, receiver: string, ...names: readonly string[]): boolean {
    if (!names.includes(this.calledName(call))) return false;
    const found = this.callee(call);
    return found !== null && found.receiver === receiver && found.package === path && names.includes(found.name);
  }

  arguments(call: NodeId): readonly NodeId[] {
    return this.argumentLists(call);
  }

  /** Control flow of a function declaration, method or literal. */
  flow(root: NodeId): FlowGraph {
    const known = this.flows.get(root);
    if (known) return known;
    const graph = buildFlow(this.tree, root, { aborts: (call) => neverReturns(this, call) });
    this.flows.set(root, graph);
    return graph;
  }

  /** The identifiers bound to a declaring one, itself left out, in source order. */
  usesOf(declaration: NodeId): readonly NodeId[] {
    this.uses ??= new Uses(this.bindings);
    return this.uses.of(declaration);
  }

  /** Type of an expression; UNKNOWN where it cannot be told. */
  typeOf(expression: NodeId): Type {
    return this.types.of(expression);
  }

  /**
   * The expression behind a variable that is given its value once, where it is declared: `make(…)` for `c` after
   * `c := make(…)`. Any other expression is its own. NONE when the variable is a parameter, shares a call's results
   * with others, or is assigned again.
   */
  initialiser(expression: NodeId): NodeId {
    return initialiserOf(this, expression);
  }

  /** Type that a type node means here. */
  typeAt(node: NodeId): Type {
    return this.namedTypes(node);
  }

  isError(expression: NodeId): boolean {
    return isError(this.typeOf(expression));
  }

  /** Meaning of names in type texts at `node`. */
  typeScope(node: NodeId): TypeScope {
    return this.scopes.at(node);
  }

  /** `Place` or `(*Server).Place`: the declaration around the node, as Go writes it; null at package level. */
  symbolAt(node: NodeId): string | null {
    const { tree } = this;
    let declaration = enclosingDeclaration(tree, node);
    const kind = tree.kind(node);
    if (kind === Kind.function_declaration || kind === Kind.method_declaration) declaration = node;
    if (declaration === NONE) {
      const spec = tree.ancestor(node, Kind.type_spec, Kind.var_spec, Kind.const_spec);
      return spec ? tree.textOf(tree.child(spec, Field.name)) : null;
    }
    const name = tree.textOf(tree.child(declaration, Field.name));
    const receiver = tree.child(declaration, Field.receiver);
    if (!receiver) return name;
    const type = tree.child(tree.children(receiver)[0] ?? NONE, Field.type);
    const text = tree.textOf(type).replace(/\[.*$/s, '');
    return text.startsWith('*') ? `(${text}).${name}` : `${text}.${name}`;
  }

  member(path: string, name: string): Member | null {
    return this.index.package(path)?.member(name) ?? null;
  }

  /** See `bindIdentifiers`. */
  private isCollection(type: NodeId): boolean {
    const scope: TypeScope = {
      own: this.package?.path ?? '',
      qualifier: (name) => this.index.qualifier(this.facts, name),
      isParameter: () => false,
      declares: (name) => this.package?.type(name) != null,
    };
    const { kind } = underlyingOf(this.index, parseType(folded(this.tree, type), scope));
    return kind === 'map' || kind === 'slice' || kind === 'array';
  }
}
