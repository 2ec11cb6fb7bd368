import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { functionsAround } from './functions.ts';

/** The function catches the panic. */
export function isRecovered(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  return functionsAround(file, node).some((fn) =>
    [...tree.descendants(fn, Kind.defer_statement)].some((statement) => {
      if (functionsAround(file, statement)[0] !== fn) return false;
      return [...tree.descendants(statement, Kind.call_expression)].some((call) =>
        /(?:^|\.)\w*[rR]ecover\w*$/.test(tree.textOf(calleeOf(tree, call))),
      );
    }),
  );
}
