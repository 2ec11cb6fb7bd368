import type { BranchFact, Import } from '../../go/facts.ts';
import { folded } from '../../go/syntax/folded.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { literalType } from '../../go/syntax/keys.ts';
import type { Bindings } from '../../go/syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { unquoted } from '../wire/expression.ts';
import { Renderer } from '../wire/render.ts';
import { ifParts } from './if-parts.ts';
import { actionParts, caseName } from './kingpin.ts';
import { modulesIn } from './modules.ts';

/** Libraries whose commands are literals, and packages whose values a switch may be over. */
const COMMANDS = /^github\.com\/(?:spf13\/cobra|urfave\/cli(?:\/v\d+)?|(?:mitchellh|hashicorp)\/cli)$/;
const STARTS = /^(?:os|flag|github\.com\/spf13\/pflag)$/;
const KINGPIN = /alecthomas\/kingpin(?:[./]v\d+)?$/;
const CHOICE = /\bswitch\b|\bif\b[^\n{]*==/;
/** What a command does when it is the one that is asked for; hooks that its children run too are left out. */
const RUNS = /^(?:(?:Pre|Post)?RunE?|Action)$/;
const CHOOSES = /os\.Args|(?:^|\W)(?:flag|pflag)\.\w|os\.(?:Getenv|LookupEnv)\(|^\*?[a-zA-Z]\w*$/;
const MOST = 80;

/** The uses of a part of a declaration, parts of it left out. */
type Uses = (root: NodeId, without?: ReadonlySet<NodeId>) => string[];

/** The parts of a declaration that only some arguments lead to. Null where there are none. */
export function branchesOf(
  tree: SyntaxTree,
  bindings: Bindings,
  declaration: NodeId,
  imports: readonly Import[],
  uses: Uses,
): BranchFact[] | null {
  const commands = imports.some(({ path }) => COMMANDS.test(path));
  const kingpin = imports.some(({ path }) => KINGPIN.test(path));
  const mayStart = kingpin || imports.some(({ path }) => STARTS.test(path));
  const modules = imports.some(({ path }) => path.endsWith('/modules'))
    ? modulesIn(tree, bindings, declaration).map(
        ({ node, name, needs }): Part => [node, branchAt(tree, node, 'module', [name], needs)],
      )
    : [];
  if (modules.length === 0 && !commands && !kingpin && !(mayStart && CHOICE.test(tree.textOf(declaration))))
    return null;
  const found = new Map(modules);
  const renderer = new Renderer(tree, bindings, declaration);
  const end = tree.next(declaration);
  for (let node = declaration; node < end && found.size < MOST; node++) {
    const kind = tree.kind(node);
    const parts = partsAt(node, kind);
    const behind = found.get(node)?.others ?? [];
    for (const [part, branch] of parts) found.set(part, { ...branch, others: [...branch.others, ...behind] });
    // A part within a part is taken with it, but for what follows an arm that ends the function.
    if (found.has(node) && (parts.length === 0 || kind !== Kind.if_statement)) node = tree.next(node) - 1;
  }
  if (found.size === 0) return null;

  function partsAt(node: NodeId, kind: number): Part[] {
    if (kind === Kind.literal_value) return commands ? commandParts(tree, bindings, node) : [];
    if (kind === Kind.expression_switch_statement) return switchParts(tree, node, renderer);
    if (kind === Kind.if_statement) return mayStart ? ifParts(tree, node, renderer, CHOOSES) : [];
    return kingpin ? actionParts(tree, node, renderer) : [];
  }

  const always = new Set(uses(declaration, new Set(found.keys())));
  return [...found].map(([node, branch]) => {
    const within = new Set([...found.keys()].filter((other) => other !== node));
    return { ...branch, uses: uses(node, within).filter((use) => !always.has(use)) };
  });
}

export type Part = [NodeId, Omit<BranchFact, 'uses'>];

/** `Run` and `Action` of a command's literal, a factory of commands by its name. */
function commandParts(tree: SyntaxTree, bindings: Bindings, literal: NodeId): Part[] {
  const type = literalType(tree, bindings, literal);
  const text = type === NONE ? '' : folded(tree, type);
  if (/^map\[string\](?:\w+\.)?CommandFactory$/.test(text))
    return keyedIn(tree, literal).flatMap(({ key, value }): Part[] => {
      const name = firstWord(tree, key);
      return name === null ? [] : [[value, branchAt(tree, value, 'command', [name], [])]];
    });
  const [, what] = /^\*?(?:cobra|cli|v\d)\.(Command|App)$/.exec(text) ?? [];
  if (what === undefined) return [];
  const fields = new Map(keyedIn(tree, literal).map(({ key, value }) => [tree.textOf(key), value]));
  const called = fields.get('Use') ?? fields.get('Name') ?? NONE;
  const name = firstWord(tree, called);
  if (name === null && what === 'Command') return [];
  const aliases = [...tree.descendants(fields.get('Aliases') ?? NONE, Kind.interpreted_string_literal)].map((node) =>
    unquoted(tree.textOf(node)),
  );
  const names = name === null ? [] : [name, ...(fields.has('Aliases') ? aliases : [])];
  const runs = [...fields].flatMap(([field, value]) => (RUNS.test(field) ? [value] : []));
  // One that only has others below it is known by its name.
  return (runs.length > 0 ? runs : [called].filter((node) => node !== NONE)).map(
    (value): Part => [value, branchAt(tree, value, 'command', names, [])],
  );
}

/** The cases of a switch over what the program is started with. */
function switchParts(tree: SyntaxTree, node: NodeId, renderer: Renderer): Part[] {
  const tag = tree.child(node, Field.value);
  const on = tag === NONE ? '' : renderer.text(tag);
  if (!CHOOSES.test(on)) return [];
  const cases = tree.children(node).flatMap((child) => {
    const kind = tree.kind(child);
    if (kind !== Kind.default_case && kind !== Kind.expression_case) return [];
    const values = kind === Kind.default_case ? [] : tree.children(tree.child(child, Field.value));
    return [{ child, names: values.map((value) => textOf(tree, value) ?? caseName(renderer.text(value))) }];
  });
  // A case that is no text leads who knows where.
  const told = cases.flatMap(({ child, names }) =>
    names.every((name) => name !== null) ? [{ child, names: names.flatMap((name) => name ?? []) }] : [],
  );
  if (told.length !== cases.length || told.length < 2) return [];
  if (cases.some(({ child }) => /\bfallthrough\b/.test(tree.textOf(child)))) return [];
  return told.map(({ child, names }): Part => {
    const others = told.flatMap((other) => (other.child === child ? [] : other.names));
    return [child, branchAt(tree, child, on, names, others)];
  });
}

export function branchAt(
  tree: SyntaxTree,
  node: NodeId,
  on: string,
  names: string[],
  others: string[],
): Omit<BranchFact, 'uses'> {
  return { on, names, others, line: tree.line(node), endLine: tree.endLine(node) };
}

function keyedIn(tree: SyntaxTree, literal: NodeId): { key: NodeId; value: NodeId }[] {
  return tree.children(literal).flatMap((element) => {
    if (tree.kind(element) !== Kind.keyed_element) return [];
    const [key = NONE, value = NONE] = tree.children(element).map((part) => tree.children(part)[0] ?? NONE);
    return key === NONE || value === NONE ? [] : [{ key, value }];
  });
}

/** `server` of `"server [flags]"`. */
function firstWord(tree: SyntaxTree, node: NodeId): string | null {
  return (node === NONE ? null : textOf(tree, node))?.trim().split(/\s/)[0] || null;
}

export function textOf(tree: SyntaxTree, node: NodeId): string | null {
  const kind = tree.kind(node);
  if (kind === Kind.raw_string_literal) return tree.textOf(node).slice(1, -1);
  return kind === Kind.interpreted_string_literal ? unquoted(tree.textOf(node)) : null;
}
