import type { GoFile } from '../../go/file.ts';
import type { PackageFile } from '../../go/index/source-package.ts';
import { enclosingDeclaration, FUNCTION_KINDS } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { NONE } from '../../go/syntax/tree.ts';
import { constantText } from './constants.ts';
import { declaredName } from './functions.ts';
import { entryAround, reachOf } from './handlers.ts';
import { isOneShot } from './program.ts';
import { remarkAt } from './remark.ts';
import { isDebugBuild } from './test-code.ts';

/**
 * What stands here is a hint at most, however certain: no release runs the code, or no build, it serves tests, somebody has told a linter that the
 * line is meant, or the cost needs a process that goes on, and this one does its work and ends.
 */
export function isHintAtMost(file: GoFile, node: NodeId, lasting: boolean): boolean {
  return (
    isAside(file) ||
    isForTests(file, node) ||
    isLookedAt(file, node) ||
    isSwitchedOff(file, node) ||
    (lasting && isPassing(file, node))
  );
}

const STAND_IN =
  /^(?:[nN]ew_?Test|(?:\w*[a-z_])?(?:Fake|Mock|Stub|Dummy)|fake|mock|stub|dummy)(?=[A-Z_\d]|$)|ForTests?(?:ing)?$/;
const SAID_OF_TESTS =
  /\b(?:for|(?:only|used) (?:by|in|from)) (?:unit |integration )?(?:tests?|testing)\b|\btest(?:ing)? purposes?\b/i;

/** `NewFakeRecorder`, `func (m *mockStore) …`, or a function whose comment says so: only tests run it, wherever it stands. */
function isForTests(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const declaration = enclosingDeclaration(tree, node);
  if (file.isTest || FUNCTION_KINDS.every((kind) => kind !== tree.kind(declaration))) return false;
  const names = [declaredName(file, declaration), receiverName(file, declaration)];
  return names.some((name) => STAND_IN.test(name)) || SAID_OF_TESTS.test(remarkAt(file, declaration));
}

function receiverName({ tree }: GoFile, method: NodeId): string {
  const receiver = tree.child(method, Field.receiver);
  return /(\w+)(?:\[[^\]]*\])?\)$/.exec(receiver ? tree.textOf(receiver) : '')?.[1] ?? '';
}

/** The process ends soon after, or nobody but one of its commands is seen to come here. */
export function isPassing(file: GoFile, node: NodeId): boolean {
  if (isOneShot(file, node)) return true;
  return isOfCommand(file) && entryAround(file, node) === null && reachOf(file, node) === null;
}

const COMMANDS = /(?:^|\/)(?:cmds?|[\w-]*cli|[\w-]*ctl|commands?|subcommands?|console)(?:\/|$)/;

const COMMAND_NAME = /(?:^|\/)cmd[a-z_]*\.go$/;

/** It stands with the commands of a program, or only they import it. */
function isOfCommand(file: GoFile): boolean {
  if (COMMANDS.test(file.dir) || COMMAND_NAME.test(file.path)) return true;
  const importers = importersOf(file);
  return importers.length > 0 && importers.every(({ path }) => COMMANDS.test(path));
}

const ASIDE =
  /(?:^|\/)(?:_?examples?|(?:[\w-]+-)?demos?(?:-[\w-]+)?|samples?|snippets?|tutorials?|playground|sandbox|bench(?:marks?)?|benchmarking|(?:[\w-]+[-_])?load-?test(?:s|ing)?|e2e(?:[-_]?tests?)?|hack|scripts?|dev-?(?:tools?|data)|dumm(?:y|ies)|fixtures?|fakes?\w*|stubs?|test(?:bed|fs|server|backend|store|data)|simulat(?:ors?|ions?)|magefiles?|docs?)(?:\/|$)/;
const ASIDE_NAME = /(?:^|[/_])(?:fixtures?|examples?|demo|dummy|magefile|mock\w*)\.go$/;

/** A directory of samples, benchmarks, fixtures or tools of the repository's developers. */
export function isAsideDir(dir: string): boolean {
  return ASIDE.test(dir);
}

/** Samples, benchmarks, fixtures and the tools of the repository's developers. */
function isAside(file: GoFile): boolean {
  if (isAsideDir(file.dir) || ASIDE_NAME.test(file.path) || isDebugBuild(file)) return true;
  // Beside tests that need what they call to run, and nobody else takes it.
  if (TESTED_WHOLE.test(file.dir) && !file.isMain && importersOf(file).every(({ path }) => path.endsWith('_test.go')))
    return true;
  if (file.isMain && /(?:^|\/)[\w-]*gen(?:erator)?(?:\/|$)/.test(file.dir)) return true;
  return TOOLS.test(file.dir) && (file.isMain || importersOf(file).every(({ path }) => TOOLS.test(path)));
}

const TESTED_WHOLE = /(?:^|\/)(?:integration|acceptance|functional|system)(?:[-_]?tests?)?(?:\/|$)/;
const TOOLS = /(?:^|\/)_?tools?(?:\/|$)/;

function importersOf({ index, package: own }: GoFile): readonly PackageFile[] {
  return own ? index.importers(own.path) : [];
}

const LINTERS = /\bnolint\b|#nosec\b|\blint:ignore\b|\bskipcq\b|\bnosemgrep\b|\bNOSONAR\b|\b(?:lgtm|codeql) ?\[/;

/** A word to some linter stands on the line, or on the one above, where the same statement may begin. */
function isLookedAt({ tree }: GoFile, node: NodeId): boolean {
  const line = tree.line(node);
  return LINTERS.test(tree.lineText(line)) || (line > 1 && LINTERS.test(tree.lineText(line - 1)));
}

/** Under `if debug`, where `debug` is a constant that says no. */
function isSwitchedOff(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  for (let at = tree.ancestor(node, Kind.if_statement); at !== NONE; at = tree.ancestor(at, Kind.if_statement)) {
    const condition = tree.child(at, Field.condition);
    if (tree.kind(condition) !== Kind.identifier || !tree.contains(tree.child(at, Field.consequence), node)) continue;
    if (constantText(file, condition) === 'false') return true;
  }
  return false;
}
