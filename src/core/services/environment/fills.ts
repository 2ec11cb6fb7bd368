import type { EnvironmentFillFact, Import } from '../../go/facts.ts';
import { argumentsOf, calledNameIn, calleeOf, isCall, writtenTypeArguments } from '../../go/syntax/calls.ts';
import { folded } from '../../go/syntax/folded.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { Bindings } from '../../go/syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';

/** Libraries that fill a struct from the environment by its tags. */
const LIBRARIES =
  /^github\.com\/(caarlos0\/env|kelseyhightower\/envconfig|ilyakaznacheev\/cleanenv|sethvargo\/go-envconfig|Netflix\/go-env|vrischmann\/envconfig)(?:\/v\d+)?$/;
const FILLS = /^(?:Parse\w*|Must\w*|Process\w*|ReadEnv|ReadConfig|UnmarshalFromEnviron|Init(?:WithPrefix)?)$/;

/** Name of the library that a file imports; empty where it imports none. */
export function libraryOf(imports: readonly Import[]): string {
  return imports.map(({ path }) => LIBRARIES.exec(path)?.[1]).find((name) => name !== undefined) ?? '';
}

/** Calls that fill a struct from the environment. */
export function fillsIn(
  tree: SyntaxTree,
  bindings: Bindings,
  body: NodeId,
  imports: readonly Import[],
  steady: readonly NodeId[],
): EnvironmentFillFact[] {
  const spec = imports.find(({ path }) => LIBRARIES.test(path));
  if (!spec) return [];
  const usual =
    spec.path
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1)
      ?.replace(/^go-/, '') ?? '';
  const alias = spec.alias ?? usual;
  const found: EnvironmentFillFact[] = [];
  for (let node = body; node < tree.next(body); node++) {
    if (!isCall(tree, node) || !FILLS.test(calledNameIn(tree, node))) continue;
    const of = tree.textOf(calleeOf(tree, node));
    if (of.slice(0, of.indexOf('.')) !== alias) continue;
    const given = argumentsOf(tree, node);
    const [argument] = writtenTypeArguments(tree, node);
    const type = argument
      ? folded(tree, argument)
      : given.map((one) => pointedType(tree, bindings, one)).find((one) => one !== null);
    const prefix = given.map((one) => tree.textOf(one)).find((text) => /^"\w*"$/.test(text)) ?? '""';
    const prefixName = prefix === '""' ? prefixNameIn(tree, calledNameIn(tree, node), given) : {};
    const always = steady.includes(node) ? { always: true as const } : {};
    found.push({
      line: tree.line(node),
      of,
      type: type ?? null,
      prefix: prefix.slice(1, -1),
      ...prefixName,
      ...always,
    });
  }
  return found;
}

/** Where the library takes a prefix by its position: first for `Process`, last for `InitWithPrefix`. */
function prefixNameIn(tree: SyntaxTree, name: string, given: readonly NodeId[]): { prefixName?: string } {
  const at = /^(?:Must)?Process$/.test(name) && given.length === 2 ? 0 : name === 'InitWithPrefix' ? 1 : -1;
  const argument = given[at] ?? NONE;
  return tree.kind(argument) === Kind.identifier ? { prefixName: tree.textOf(argument) } : {};
}

/** `T` of `&cfg` or `cfg`, as far as the declaration of `cfg` writes it. */
function pointedType(tree: SyntaxTree, bindings: Bindings, argument: NodeId): string | null {
  const node = tree.kind(argument) === Kind.unary_expression ? tree.child(argument, Field.operand) : argument;
  if (tree.kind(node) === Kind.composite_literal) return folded(tree, tree.child(node, Field.type));
  const declared = tree.kind(node) === Kind.identifier ? (bindings[node] ?? NONE) : NONE;
  if (declared === NONE) return null;
  const holder = tree.parent(declared);
  const kind = tree.kind(holder);
  if (kind === Kind.var_spec || kind === Kind.parameter_declaration) {
    const type = tree.child(holder, Field.type);
    if (type !== NONE) return folded(tree, type).replace(/^\*/, '');
  }
  const statement = kind === Kind.expression_list ? tree.parent(holder) : holder;
  const value = tree.children(tree.child(statement, Field.right) || tree.child(statement, Field.value))[0];
  if (value === undefined) return null;
  const made = tree.kind(value) === Kind.unary_expression ? tree.child(value, Field.operand) : value;
  if (tree.kind(made) === Kind.composite_literal) return folded(tree, tree.child(made, Field.type));
  return /^new\(([\w.]+)\)$/i.exec(tree.textOf(made))?.[1] ?? null;
}
