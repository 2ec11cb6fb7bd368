import type { Evidence } from '../../findings/finding.ts';
import type { Callee, GoFile } from '../../go/file.ts';
import { resolved } from '../../go/flow/origin.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { parameterNodes } from './functions.ts';

/** Request data that a function of another file gives to a function. */
interface Handed {
  callee: Callee;
  position: number;
  read: Evidence;
}

const KNOWN = new WeakMap<SourcePackage, readonly Handed[]>();

function handedIn(file: GoFile, own: SourcePackage): readonly Handed[] {
  let known = KNOWN.get(own);
  if (!known) {
    known = own.files
      .filter((other) => !other.path.endsWith('_test.go') && other.mentions?.('"handed":') !== false)
      .flatMap((other) =>
        other.facts.functions.flatMap(({ handed = [], receiver, parameters }) =>
          handed.flatMap(({ to, position, line, text }) => {
            const found = resolved(file.index, other, receiver?.type ?? '', parameters, `${to}#0`);
            if (found?.callee.package !== own.path) return [];
            return [{ callee: found.callee, position, read: { path: other.path, line, text } }];
          }),
        ),
      );
    KNOWN.set(own, known);
  }
  return known;
}

/** Other files of the package hand request data to its functions. */
export function isGivenRequests(file: GoFile): boolean {
  return file.package !== null && handedIn(file, file.package).length > 0;
}

/** Where another file of the package gives request data to the parameter, unchecked; null where none does. */
export function handedTo(file: GoFile, parameter: NodeId): Evidence | null {
  const { tree } = file;
  const own = file.package;
  const fn = enclosingDeclaration(tree, parameter);
  if (!own || !fn) return null;
  const position = parameterNodes(file, fn).findIndex(({ name, variadic }) => name === parameter && !variadic);
  const [receiver, name] = nameOf(file, fn);
  const found = handedIn(file, own).find(
    ({ callee, position: at, read }) =>
      at === position && callee.name === name && (callee.receiver ?? '') === receiver && read.path !== file.path,
  );
  return found?.read ?? null;
}

/** `Store`, `Search`; an empty receiver for a function. */
function nameOf(file: GoFile, fn: NodeId): [receiver: string, name: string] {
  const symbol = (file.symbolAt(fn) ?? '').replace(/[(*)]/g, '').split('.');
  return symbol.length === 2 ? [symbol[0] ?? '', symbol[1] ?? ''] : ['', symbol[0] ?? ''];
}
