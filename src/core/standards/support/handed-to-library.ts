import type { GoFile } from '../../go/file.ts';
import { deref, type Type } from '../../go/types/type.ts';
import { parameterNodes } from './functions.ts';
import { resultTypes } from './guard.ts';

/**
 * The function has the form that a library calls back: it answers with a type of that library, or is handed its context
 * of a request or a handshake. The library makes a reply of the error, and most log nothing.
 */
export function isCallbackOfLibrary(file: GoFile, fn: number): boolean {
  const taken = parameterNodes(file, fn).map(({ type }) => deref(file.typeAt(type)));
  const given = resultTypes(file, fn).map((type) => deref(file.typeAt(type)));
  return given.some((type) => isOfLibrary(file, type)) || taken.some(isRequest);
}

function isOfLibrary(file: GoFile, type: Type): boolean {
  return type.kind === 'named' && /^[^/]*\./.test(type.package) && !file.index.sourcePackage(type.package);
}

function isRequest(type: Type): boolean {
  if (type.kind === 'slice') return isRequest(deref(type.of));
  return (
    type.kind === 'named' &&
    /^(?:github\.com\/(?:gin-gonic\/gin|labstack\/echo|gofiber\/fiber)|crypto\/(?:x509|tls)$)/.test(type.package)
  );
}
