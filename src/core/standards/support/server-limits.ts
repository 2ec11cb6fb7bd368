import type { FunctionFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { destinationOf } from './destination.ts';
import { parameterNodes } from './functions.ts';
import { tells } from './telling-uses.ts';
import { rootOf } from './values.ts';

/** What is known of an `http.Server` after it was made. */
export type Fate =
  /** A read limit is set on it, or may be by code that cannot be followed. */
  | 'limited'
  /** It serves, and nothing limits it. */
  | 'served'
  /** It is kept or handed on, and nothing limits it. */
  | 'kept'
  | 'unused';

export const LIMITS = ['ReadHeaderTimeout', 'ReadTimeout'];
const SERVES = ['ListenAndServe', 'ListenAndServeTLS', 'Serve', 'ServeTLS'];
/** Libraries that take a server without limiting or serving it. */
const ONLOOKERS = new Set(['golang.org/x/net/http2', 'fmt', 'log', 'log/slog', 'errors', 'context']);
const WORST: readonly Fate[] = ['unused', 'kept', 'served', 'limited'];

/** Follows the server from the expression that makes it, or the name that declares it. */
export function fateOf(file: GoFile, server: NodeId, depth = 0): Fate {
  const { tree } = file;
  if (depth > 4) return 'limited';
  if (tree.kind(tree.parent(server)) === Kind.var_spec && tree.kind(server) === Kind.identifier)
    return fateOfPath(file, server, depth);
  const goes = destinationOf(file, server);
  switch (goes.to) {
    case 'variable':
      return tree.textOf(goes.name) === '_' ? 'unused' : fateOfPath(file, goes.name, depth);
    case 'field':
      if (file.typeAt(tree.child(goes.literal, Field.type)).kind === 'unknown') return 'limited';
      return isHarness(file, goes.literal) ? 'limited' : elsewhereInPackage(file);
    case 'argument':
      return fateOfArgument(file, goes.call, server, depth);
    case 'member': {
      const name = tree.textOf(tree.child(goes.selector, Field.field));
      return LIMITS.includes(name) ? 'limited' : SERVES.includes(name) ? 'served' : 'unused';
    }
    case 'caller':
      return worst([elsewhereInPackage(file), fateAtCallers(file, server)]);
    default:
      return 'limited';
  }
}

/** `srv` or `s.server`: every place in the function, and for more than a local variable in the package, that names it. */
function fateOfPath(file: GoFile, path: NodeId, depth: number): Fate {
  const { tree, bindings } = file;
  const fates: Fate[] = [];
  const text = tree.textOf(path);
  const root = rootOf(tree, path);
  const local = tree.kind(path) === Kind.identifier && bindings[path] !== NONE;
  if (!local) fates.push(elsewhereInPackage(file));
  const around = enclosingDeclaration(tree, path);
  const end = around ? tree.next(around) : tree.size;
  for (let node = around; node < end; node++) {
    if (tree.kind(node) !== tree.kind(path) || node === path || tree.textOf(node) !== text) continue;
    if (bindings[rootOf(tree, node)] !== bindings[root]) continue;
    if (isWrittenAt(file, node)) continue;
    fates.push(fateOf(file, node, depth + 1));
  }
  return worst(fates);
}

function isWrittenAt(file: GoFile, node: NodeId): boolean {
  const list = file.tree.parent(node);
  if (file.tree.kind(list) === Kind.var_spec) return true;
  return file.tree.kind(list) === Kind.expression_list && file.tree.field(list) === Field.left;
}

/** A call that takes the server: our own function tells by what it uses, a library's is taken to set limits. */
function fateOfArgument(file: GoFile, call: NodeId, server: NodeId, depth: number): Fate {
  const literal = calleeOf(file.tree, call);
  if (file.tree.kind(literal) === Kind.func_literal) {
    const position = file.arguments(call).findIndex((argument) => file.tree.contains(argument, server));
    const parameter = parameterNodes(file, literal)[position]?.name;
    return parameter ? fateOfPath(file, parameter, depth) : 'limited';
  }
  const callee = file.callee(call);
  if (!callee) return 'limited';
  if (callee.package === '') return 'kept'; // append
  if (ONLOOKERS.has(callee.package)) return 'unused';
  const source = file.index.sourcePackage(callee.package);
  const found = callee.receiver ? source?.methodFact(callee.receiver, callee.name) : source?.function(callee.name);
  if (!found || mentionsLimit(found.fact)) return 'limited';
  return tells(found.fact, 'serves') ? 'served' : 'kept';
}

/** Other code of the package may set the limits of a server that it can reach. */
function elsewhereInPackage(file: GoFile): Fate {
  const facts = file.package?.files.filter(({ path }) => !path.endsWith('_test.go')).map(({ facts }) => facts) ?? [];
  if (facts.some(({ functions }) => functions.some(mentionsLimit))) return 'limited';
  return facts.some(({ functions }) => functions.some((fact) => tells(fact, 'serves'))) ? 'served' : 'kept';
}

/** So may who calls the function that makes it. */
function fateAtCallers(file: GoFile, node: NodeId): Fate {
  const declaration = enclosingDeclaration(file.tree, node);
  const name = declaration ? file.tree.textOf(file.tree.child(declaration, Field.name)) : '';
  for (const other of file.index.allFiles()) {
    if (other.path.endsWith('_test.go') || other.mentions?.(name) === false) continue;
    for (const fact of other.facts.functions)
      if (mentionsLimit(fact) && fact.uses.some((use) => use === name || use.endsWith(`.${name}`))) return 'limited';
  }
  return 'kept';
}

function isHarness(file: GoFile, literal: NodeId): boolean {
  const type = file.typeOf(literal);
  return type.kind === 'named' && type.package === 'net/http/httptest';
}

function mentionsLimit(fact: FunctionFact): boolean {
  return tells(fact, 'limitsServers');
}

function worst(fates: readonly Fate[]): Fate {
  return fates.reduce<Fate>((a, b) => (WORST.indexOf(b) > WORST.indexOf(a) ? b : a), 'unused');
}
