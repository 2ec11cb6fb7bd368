import { branchesOf } from '../services/branches/extract.ts';
import { environmentOf } from '../services/environment/extract.ts';
import { shutdownsIn } from '../services/environment/shutdowns.ts';
import { wireOf } from '../services/wire/extract.ts';
import { extractDirectives } from './directives.ts';
import { abortsAlways, effectsOf } from './effects.ts';
import type { FieldFact, FileFacts, FunctionFact, Import, Parameter, TypeFact } from './facts.ts';
import { handedOf } from './handed.ts';
import { importName } from './names.ts';
import { nilsOf } from './nils.ts';
import { relaysOf } from './relays.ts';
import { folded, foldedText } from './syntax/folded.ts';
import { Field, Kind } from './syntax/grammar.ts';
import { type Bindings, bindIdentifiers } from './syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from './syntax/tree.ts';
import { collectUses } from './uses.ts';
import { extractValues } from './values.ts';

/** Reads a file's facts off its tree. */
export function extractFacts(
  tree: SyntaxTree,
  generated: boolean,
  bindings: Bindings = bindIdentifiers(tree),
): FileFacts {
  const facts: FileFacts = {
    package: '',
    imports: [],
    generated,
    build: null,
    partial: partialReason(tree),
    functions: [],
    types: [],
    values: [],
    directives: [],
  };
  const importNames = new Set<string>();
  const uses = (node: NodeId, without?: ReadonlySet<NodeId>) => collectUses(tree, bindings, node, importNames, without);
  const branches = (node: NodeId) => branchesOf(tree, bindings, node, facts.imports, uses);
  for (const node of childrenWithComments(tree)) {
    switch (tree.kind(node)) {
      case Kind.package_clause:
        facts.package = tree.textOf(tree.childOfKind(node, Kind.package_identifier));
        break;
      case Kind.import_declaration:
        for (const spec of tree.descendants(node, Kind.import_spec)) {
          const own = importOf(tree, spec);
          facts.imports.push(own);
          importNames.add(importName(own));
        }
        break;
      case Kind.function_declaration:
      case Kind.method_declaration:
        facts.functions.push(functionOf(tree, bindings, node, uses(node), branches(node), facts.imports));
        break;
      case Kind.type_declaration:
        for (const spec of tree.children(node)) facts.types.push(typeFact(tree, spec, uses(spec)));
        break;
      case Kind.var_declaration:
      case Kind.const_declaration:
        facts.values.push(
          ...extractValues(tree, node, uses, (spec) => wireOf(tree, bindings, spec, facts.imports), branches),
        );
        break;
      case Kind.comment:
        facts.build ??= /^\/\/go:build (.+)/.exec(tree.textOf(node))?.[1]?.trim() ?? null;
        break;
      default:
        break;
    }
  }
  facts.directives = extractDirectives(tree);
  return facts;
}

function* childrenWithComments(tree: SyntaxTree): Generator<NodeId> {
  for (let node = 1; node < tree.size; node = tree.next(node)) yield node;
}

function partialReason(tree: SyntaxTree): string | null {
  const error = tree.arrays.kinds.indexOf(Kind.ERROR);
  const offset = error >= 0 ? tree.start(error) : tree.arrays.missing[0];
  return offset === undefined ? null : `syntax not understood at line ${tree.lineAt(offset)}`;
}

function importOf(tree: SyntaxTree, spec: NodeId): Import {
  const name = tree.child(spec, Field.name);
  return {
    alias: name ? tree.textOf(name) : null,
    path: tree.textOf(tree.child(spec, Field.path)).slice(1, -1),
    line: tree.line(spec),
  };
}

function functionOf(
  tree: SyntaxTree,
  bindings: Bindings,
  node: NodeId,
  uses: string[],
  branches: FunctionFact['branches'] | null,
  imports: readonly Import[],
): FunctionFact {
  const effects = effectsOf(tree, bindings, node);
  const relays = relaysOf(tree, bindings, node);
  const nils = nilsOf(tree, node);
  const handed = handedOf(tree, bindings, node, imports);
  const wire = wireOf(tree, bindings, node, imports);
  const environment = environmentOf(tree, bindings, node, imports);
  const shutdowns = shutdownsIn(tree, bindings, node);
  const receiver = tree.child(node, Field.receiver);
  const typeParameters = tree.child(node, Field.type_parameters);
  return {
    name: tree.textOf(tree.child(node, Field.name)),
    receiver: receiver ? receiverOf(tree, receiver) : null,
    typeParameters: typeParameters ? folded(tree, typeParameters) : null,
    parameters: parametersOf(tree, tree.child(node, Field.parameters)),
    results: resultsOf(tree, node),
    line: tree.line(node),
    endLine: tree.endLine(node),
    uses,
    ...(effects ? { effects } : {}),
    ...(handed ? { handed } : {}),
    ...(abortsAlways(tree, node) ? { aborts: true as const } : {}),
    ...(relays ? { relays } : {}),
    ...(nils ? { nils } : {}),
    ...(wire ? { wire } : {}),
    ...(environment ? { environment } : {}),
    ...(shutdowns ? { shutdowns } : {}),
    ...(branches ? { branches } : {}),
  };
}

/** Type name, pointerness and type parameters of `(s *Set[T])`. */
function receiverOf(tree: SyntaxTree, list: NodeId): FunctionFact['receiver'] {
  let type = tree.child(tree.children(list)[0] ?? list, Field.type);
  let pointer = false;
  for (let kind = tree.kind(type); kind === Kind.pointer_type || kind === Kind.parenthesized_type; ) {
    pointer ||= kind === Kind.pointer_type;
    type = tree.children(type)[0] ?? NONE;
    kind = tree.kind(type);
  }
  if (tree.kind(type) !== Kind.generic_type) return { type: tree.textOf(type), pointer };
  const named = tree.children(tree.child(type, Field.type_arguments));
  return {
    type: tree.textOf(tree.child(type, Field.type)),
    pointer,
    typeParameters: named.map((parameter) => tree.textOf(parameter)),
  };
}

/** Parameters one by one: `a, b int` are two. */
export function parametersOf(tree: SyntaxTree, list: NodeId): Parameter[] {
  if (!list) return [];
  const found: Parameter[] = [];
  for (const node of tree.children(list)) {
    const type = tree.child(node, Field.type);
    if (!type) continue;
    const variadic = tree.kind(node) === Kind.variadic_parameter_declaration ? '...' : '';
    const names = tree.childrenInField(node, Field.name);
    for (const name of names.length > 0 ? names : [NONE])
      found.push({ name: name ? tree.textOf(name) : '', type: variadic + folded(tree, type) });
  }
  return found;
}

export function resultsOf(tree: SyntaxTree, node: NodeId): Parameter[] {
  const result = tree.child(node, Field.result);
  if (!result) return [];
  if (tree.kind(result) === Kind.parameter_list) return parametersOf(tree, result);
  return [{ name: '', type: folded(tree, result) }];
}

/** What a type specification declares, at package level or within a function. */
export function typeFact(tree: SyntaxTree, spec: NodeId, uses: string[]): TypeFact {
  const type = tree.child(spec, Field.type);
  const typeParameters = tree.child(spec, Field.type_parameters);
  const kind = tree.kind(type);
  const fact: TypeFact = {
    name: tree.textOf(tree.child(spec, Field.name)),
    typeParameters: typeParameters ? folded(tree, typeParameters) : null,
    underlying: kind === Kind.struct_type ? 'struct' : kind === Kind.interface_type ? 'interface' : folded(tree, type),
    alias: tree.kind(spec) === Kind.type_alias,
    fields: [],
    methods: [],
    embeds: [],
    line: tree.line(spec),
    endLine: tree.endLine(spec),
    uses,
  };
  if (kind === Kind.struct_type) readFields(tree, type, fact);
  if (kind === Kind.interface_type) readMethods(tree, type, fact);
  return fact;
}

function readFields(tree: SyntaxTree, struct: NodeId, fact: TypeFact): void {
  for (const node of tree.children(tree.childOfKind(struct, Kind.field_declaration_list))) {
    const type = tree.child(node, Field.type);
    if (!type) continue;
    const tag = tree.child(node, Field.tag);
    const names = tree.childrenInField(node, Field.name);
    const text = tag ? tree.textOf(tag).slice(1, -1) : null;
    const field = (name: string): FieldFact => ({
      name,
      type: folded(tree, type),
      tag: text,
      ...(text !== null && /\benv/.test(text) ? { line: tree.line(node) } : {}),
    });
    for (const name of names) fact.fields.push(field(tree.textOf(name)));
    // `*http.Client`: the star is a token beside the type.
    if (names.length > 0) continue;
    fact.embeds.push((tree.text[tree.start(node)] === '*' ? '*' : '') + folded(tree, type));
    if (text !== null) fact.embedTags = [...(fact.embedTags ?? []), text];
  }
}

function readMethods(tree: SyntaxTree, type: NodeId, fact: TypeFact): void {
  for (const node of tree.children(type)) {
    if (tree.kind(node) === Kind.method_elem) {
      const parameters = tree.child(node, Field.parameters);
      const signature = foldedText(`func${tree.text.slice(tree.start(parameters), tree.end(node))}`);
      fact.methods.push({ name: tree.textOf(tree.child(node, Field.name)), type: signature });
    } else if (tree.kind(node) === Kind.type_elem) {
      fact.embeds.push(folded(tree, node));
    }
  }
}
