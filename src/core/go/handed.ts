import type { HandedFact, Import } from './facts.ts';
import { importName } from './names.ts';
import { pathOf } from './origins.ts';
import { argumentsOf, calleeOf, isCall } from './syntax/calls.ts';
import { folded } from './syntax/folded.ts';
import { Field, Kind } from './syntax/grammar.ts';
import type { Bindings } from './syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from './syntax/tree.ts';

/** What reads free text off a request, by the type of the parameter that it is called on. */
const READS: readonly [path: RegExp, type: string, read: RegExp][] = [
  [/^net\/http$/, 'Request', /^\.(?:URL\.Query\(\)\.Get|FormValue|PostFormValue|PathValue|Header\.Get)$/],
  [/^github\.com\/gin-gonic\/gin$/, 'Context', /^\.(?:(?:Default)?(?:Query|PostForm)|GetHeader)$/],
  [/^github\.com\/labstack\/echo\/v\d+$/, 'Context', /^\.(?:QueryParam|FormValue|Param)$/],
  [/^github\.com\/gofiber\/fiber\/v\d+$/, 'Ctx', /^\.(?:Query|FormValue)$/],
];
const NAMES = /^(?:Get|FormValue|PostFormValue|PathValue|(?:Default)?(?:Query|PostForm)|GetHeader|QueryParam|Param)$/;
const LONGEST = 80;
const MOST = 16;

interface Body {
  tree: SyntaxTree;
  bindings: Bindings;
  declaration: NodeId;
  imports: readonly Import[];
}

/** Calls in a function that hand on what was just read off a request, unchecked; see `HandedFact`. */
export function handedOf(
  tree: SyntaxTree,
  bindings: Bindings,
  declaration: NodeId,
  imports: readonly Import[],
): HandedFact[] | null {
  const body: Body = { tree, bindings, declaration, imports };
  const found: HandedFact[] = [];
  const end = tree.next(declaration);
  for (let node = declaration; node < end && found.length < MOST; node++) {
    if (!isCall(tree, node) || !isRead(body, node)) continue;
    const argument = argumentOf(body, node);
    const call = argument === NONE ? NONE : tree.parent(tree.parent(argument));
    const to = call === NONE ? null : calledPath(body, call);
    const text = folded(tree, node);
    if (to === null || text.length > LONGEST) continue;
    found.push({ to, position: argumentsOf(tree, call).indexOf(argument), line: tree.line(node), text });
  }
  return found.length > 0 ? found : null;
}

function isRead({ tree, bindings, imports }: Body, call: NodeId): boolean {
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) !== Kind.selector_expression) return false;
  if (!NAMES.test(tree.textOf(tree.child(callee, Field.field)))) return false;
  const [, root = '', read = ''] = /^(\w+)(\..+)$/s.exec(tree.textOf(callee)) ?? [];
  const declared = bindings[callee + 1] ? callee + 1 : firstIdentifier(tree, callee);
  const parameter = tree.parent(bindings[declared] as number);
  if (root === '' || tree.kind(parameter) !== Kind.parameter_declaration) return false;
  const type = tree.textOf(tree.child(parameter, Field.type));
  const [, qualifier = '', name = ''] = /^\*?(\w+)\.(\w+)$/.exec(type) ?? [];
  const path = imports.find((spec) => importName(spec) === qualifier)?.path ?? '';
  return READS.some(([of, typed, reads]) => typed === name && of.test(path) && reads.test(read));
}

function firstIdentifier(tree: SyntaxTree, node: NodeId): NodeId {
  for (let at = node; at < tree.next(node); at++) if (tree.kind(at) === Kind.identifier) return at;
  return NONE;
}

/** Where the value stands as an argument: itself, or the variable that has it and is used for nothing else. */
function argumentOf(body: Body, read: NodeId): NodeId {
  const { tree, bindings, declaration } = body;
  if (isArgument(tree, read)) return read;
  const list = tree.parent(read);
  const statement = tree.parent(list);
  if (tree.kind(statement) !== Kind.short_var_declaration || tree.children(list).length !== 1) return NONE;
  const variable = tree.children(tree.child(statement, Field.left))[0] ?? NONE;
  if (bindings[variable] !== variable) return NONE;
  let argument = NONE;
  for (let node = statement; node < tree.next(declaration); node++) {
    if (bindings[node] !== variable || node === variable || tree.kind(node) !== Kind.identifier) continue;
    if (isEmptinessCheck(tree, node)) continue;
    if (argument !== NONE || !isArgument(tree, node)) return NONE;
    argument = node;
  }
  return argument;
}

function isArgument(tree: SyntaxTree, node: NodeId): boolean {
  const list = tree.parent(node);
  return tree.kind(list) === Kind.argument_list && isCall(tree, tree.parent(list));
}

/** `name == ""` says nothing of what else may stand there. */
function isEmptinessCheck(tree: SyntaxTree, node: NodeId): boolean {
  const parent = tree.parent(node);
  return tree.kind(parent) === Kind.binary_expression && /^\w+\s*[!=]=\s*""$/.test(tree.textOf(parent));
}

/** The function called, from the function around; null for one of another package. */
function calledPath({ tree, bindings, declaration, imports }: Body, call: NodeId): string | null {
  const slots = new Map<NodeId, string>();
  const name = (list: NodeId) =>
    (list ? tree.children(list) : []).flatMap((one) => {
      const names = tree.childrenInField(one, Field.name);
      return names.length > 0 ? names : [NONE];
    });
  for (const receiver of name(tree.child(declaration, Field.receiver))) slots.set(receiver, 'r');
  name(tree.child(declaration, Field.parameters)).forEach((parameter, at) => {
    if (parameter !== NONE) slots.set(parameter, String(at));
  });
  const path = pathOf({ tree, bindings, slots, declaration }, calleeOf(tree, call), 3);
  const [root = ''] = path?.split('.') ?? [];
  return path === null || imports.some((spec) => importName(spec) === root) ? null : path;
}
