import type { GoFile } from '../../go/file.ts';
import { isExported } from '../../go/names.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { declaredName } from './functions.ts';

const NAMES =
  /^(?:[nN]ew|[iI]nit(?:iali[sz]e)?|[sS]et_?[uU]p|[bB]ootstrap|[oO]pen|[cC]onnect|[pP]repare|[cC]reate\w*D[bB]|main|(?:[lL]oad|[rR]ead|[pP]arse)\w*Conf(?:ig)?)(?![a-z])|[mM]igrat|^(?:[sS]tart|[sS]erve|[rR]un)$/;
const FOLDERS = /(?:^|\/)(?:bootstrap|migrat\w*|conf(?:ig)?|patch|install(?:er)?)(?:\/|$)/;
const DEEPEST = 3;

/** Code that a program goes through once or a few times, when it starts or is set up: by its name, or its callers'. */
export function isStartUp(file: GoFile, node: NodeId): boolean {
  return (
    FOLDERS.test(file.dir) || isGivenToMigration(file, node) || isOfStartUp(file, declaredName(file, node), DEEPEST)
  );
}

function isOfStartUp(file: GoFile, name: string, depth: number): boolean {
  if (NAMES.test(name)) return true;
  if (depth === 0 || name === '' || isExported(name)) return false;
  const callers = (file.package?.files ?? [])
    .filter(({ path }) => !path.endsWith('_test.go'))
    .flatMap(({ facts }) => facts.functions)
    .filter((fact) => fact.name !== name && fact.uses.some((use) => use === name || use.endsWith(`.${name}`)));
  return callers.length > 0 && callers.every((caller) => isOfStartUp(file, caller.name, depth - 1));
}

/** In a literal that `newMigration("0.2.0", func(db *sql.DB) error { … })` is given. */
function isGivenToMigration({ tree }: GoFile, node: NodeId): boolean {
  for (let at = tree.ancestor(node, Kind.call_expression); at !== NONE; at = tree.ancestor(at, Kind.call_expression))
    if (/[mM]igrat/.test(tree.textOf(tree.child(at, Field.function)))) return true;
  return false;
}
