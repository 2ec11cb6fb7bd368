import { typeFact } from '../extract.ts';
import type { GoFile } from '../file.ts';
import { Field, Kind } from '../syntax/grammar.ts';
import { NONE, type NodeId } from '../syntax/tree.ts';
import type { TypeScope } from './parse-type.ts';
import type { Type } from './type.ts';

const BLOCKS = [Kind.block, Kind.expression_case, Kind.default_case, Kind.type_case, Kind.communication_case] as const;

/** A type that a function declares for itself. */
interface LocalType {
  spec: NodeId;
  name: string;
  /** First node that does not see it. */
  end: NodeId;
  type: Type | null;
}

/** What one declaration at package level adds to the names of types. */
interface Inner {
  parameters: ReadonlySet<string>;
  locals: readonly LocalType[];
  /** The same at every node of the declaration; null where it declares types itself. */
  scope: TypeScope | null;
}

/** Meaning of type names within one file, remembered by declaration. */
export class TypeScopes {
  private readonly file: GoFile;
  private readonly known = new Map<NodeId, Inner>();

  constructor(file: GoFile) {
    this.file = file;
  }

  at(node: NodeId): TypeScope {
    const inner = this.inner(node);
    return inner.scope ?? this.scope(inner, node);
  }

  private scope({ parameters, locals }: Pick<Inner, 'parameters' | 'locals'>, node: NodeId): TypeScope {
    const { file } = this;
    return {
      own: file.package?.path ?? '',
      qualifier: (name) => file.index.qualifier(file.facts, name),
      isParameter: (name) => parameters.has(name),
      declares: (name) => file.package?.type(name) != null,
      dotImported: (name) => file.index.dotImport(file.facts, name),
      local: (name) => (locals.length > 0 ? this.localType(locals, name, node) : null),
    };
  }

  private inner(node: NodeId): Inner {
    const { tree } = this.file;
    let top = node;
    while (tree.parent(top) !== NONE) top = tree.parent(top);
    // Specifications of one type declaration have their own parameters.
    if (tree.kind(top) === Kind.type_declaration)
      top = tree.children(top).find((spec) => tree.contains(spec, node)) ?? top;
    let inner = this.known.get(top);
    if (!inner) {
      const names = { parameters: this.parametersOf(top), locals: this.localsOf(top) };
      const alike = names.locals.length === 0;
      inner = { ...names, scope: alike ? { ...this.scope(names, top), known: new Map() } : null };
      this.known.set(top, inner);
    }
    return inner;
  }

  private parametersOf(declaration: NodeId): ReadonlySet<string> {
    const { tree } = this.file;
    const names = new Set<string>();
    const list = tree.child(declaration, Field.type_parameters);
    for (const spec of list ? tree.children(list) : [])
      for (const name of tree.childrenInField(spec, Field.name)) names.add(tree.textOf(name));
    const receiver = tree.child(declaration, Field.receiver);
    if (receiver)
      for (const args of tree.descendants(receiver, Kind.type_arguments))
        for (const element of tree.children(args)) names.add(tree.textOf(element));
    return names;
  }

  private localsOf(declaration: NodeId): readonly LocalType[] {
    const { tree } = this.file;
    const kind = tree.kind(declaration);
    if (kind === Kind.type_spec || kind === Kind.type_alias || kind === Kind.type_declaration) return [];
    const found: LocalType[] = [];
    for (const own of [Kind.type_spec, Kind.type_alias])
      for (const spec of tree.descendants(declaration, own)) {
        const name = tree.textOf(tree.child(spec, Field.name));
        found.push({ spec, name, end: tree.next(tree.ancestor(spec, ...BLOCKS)), type: null });
      }
    return found.sort((a, b) => b.spec - a.spec);
  }

  /** The innermost one of the name that `node` sees: of those visible, the last. */
  private localType(locals: readonly LocalType[], name: string, node: NodeId): Type | null {
    const found = locals.find((local) => local.name === name && local.spec <= node && node < local.end);
    const own = this.file.package;
    const file = this.file.index.file(this.file.path);
    if (!found || !own || !file) return null;
    if (!found.type) {
      const scope = this.at(found.spec);
      const info = own.typeInfo(typeFact(this.file.tree, found.spec, []), file, scope);
      found.type = { kind: 'named', package: own.path, name, args: [], local: info };
    }
    return found.type;
  }
}
