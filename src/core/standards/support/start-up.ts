import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { declaredName } from './functions.ts';

const NAMES =
  /^(?:[nN]ew|[iI]nit(?:iali[sz]e)?|[sS]et_?[uU]p|[bB]ootstrap|[oO]pen|[cC]onnect|[pP]repare|[cC]reate\w*D[bB]|main)(?![a-z])|[mM]igrat/;
const FOLDERS = /(?:^|\/)(?:bootstrap|migrat\w*|conf(?:ig)?|patch|install(?:er)?)(?:\/|$)/;

/** Code that a program goes through once or a few times, when it starts or is set up, by the names around it. */
export function isStartUp(file: GoFile, node: NodeId): boolean {
  return NAMES.test(declaredName(file, node)) || FOLDERS.test(file.dir);
}
