import { dirOf, joinPath } from '../../go/modules.ts';
import { isNobodys } from '../nobodys.ts';

/** Where people keep descriptions of HTTP interfaces, and parts of them. */
const LIKELY =
  /(?:api|swagger|oas|spec|docs?|rest|http|schemas?|paths|components|definitions)[^/]*(?:\/|\.ya?ml$|\.json$)/i;
const ROOT = /^(?:.*[-_.])?(?:openapi|swagger|oas\d*|api|spec|index|root|main|v\d+)(?:[-_.].*)?\.(?:ya?ml|json)$/i;

/** Whether a file may be, or be part of, a description of an HTTP interface. */
export function mayDescribe(path: string): boolean {
  return /\.(?:ya?ml|json)$/.test(path) && LIKELY.test(path) && !isNobodys(path);
}

/** A description by itself: `openapi: 3.1.0`, `"swagger": "2.0"`. */
export function isDescription(text: string): boolean {
  return (
    /^\s{0,4}["']?(?:openapi|swagger)["']?\s*:\s*["']?[23]\./m.test(text) ||
    /^\{\s*"(?:openapi|swagger)":"[23]\./.test(text)
  );
}

/** A file that descriptions may refer to; no manifest of Kubernetes. */
export function isFragment(text: string): boolean {
  return (
    /["']?(?:\$ref|properties|responses|operationId|schema|enum)["']?\s*:/.test(text) &&
    !/^["']?apiVersion["']?\s*:/m.test(text)
  );
}

/** What a compiler of .proto files writes: whose messages are told there. */
export function isMadeFromProto(text: string): boolean {
  return /"?(?:protobufAny|rpcStatus|googlerpcStatus|google\.rpc\.Status|google\.protobuf\.Any)"?\s*:|^# Generated with protoc-gen-openapi/m.test(
    text,
  );
}

/** Files that a file refers to. */
export function referredFiles(path: string, text: string): string[] {
  const found = new Set<string>();
  for (const [, target = ''] of text.matchAll(/["']?\$ref["']?\s*:\s*["']?([^"'#\s,}]+)/g))
    if (!/^[a-z][\w+.-]*:|^\//i.test(target) && /\.(?:ya?ml|json)$/.test(target))
      found.add(joinPath(dirOf(path), target));
  return [...found];
}

/** Files of a fragment's folder and those above it that may refer to it. */
const MOST_ROOTS = 20;

export function likelyRoots(fragment: string, paths: Iterable<string>): string[] {
  const found: string[] = [];
  for (const path of paths) {
    if (found.length >= MOST_ROOTS) break;
    const dir = dirOf(path);
    const isAbove = dir === '' ? fragment.split('/').length <= 3 : fragment.startsWith(`${dir}/`);
    if (isAbove && path !== fragment && ROOT.test(path.slice(dir === '' ? 0 : dir.length + 1)) && !isNobodys(path))
      found.push(path);
  }
  return found;
}
