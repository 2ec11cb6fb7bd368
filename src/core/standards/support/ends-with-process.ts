import type { GoFile } from '../../go/file.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import type { Leaked } from './acquisition.ts';
import { entryAround, reachOf } from './handlers.ts';
import { answersRequests } from './program.ts';

/** Start-up of a program, or one of its commands: it comes here once, and what is open ends with the process soon. */
export function endsWithProcess(file: GoFile, call: NodeId, { overwritten, name }: Leaked): boolean {
  if (overwritten || (name === null && file.tree.ancestor(call, Kind.for_statement))) return false;
  if (!file.isMain && !isCommandPackage(file)) return false;
  return entryAround(file, call) === null && reachOf(file, call) === null;
}

const COMMANDS = /^github\.com\/(?:spf13\/cobra|urfave\/cli(?:\/v\d)?|alecthomas\/kong)$/;

/** The package makes commands, and serves nobody. */
function isCommandPackage(file: GoFile): boolean {
  const makes = file.package?.files.some(({ facts }) => facts.imports.some(({ path }) => COMMANDS.test(path)));
  return makes === true && !answersRequests(file);
}
