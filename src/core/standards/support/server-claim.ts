import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { isDebugHandler } from './listener.ts';

/** The type node means `http.Server`. */
export function isServer(file: GoFile, type: NodeId): boolean {
  const found = type ? file.typeAt(type) : null;
  return found?.kind === 'named' && isNamed(found, 'net/http', 'Server');
}

/** What an unbounded server costs: less where only this machine, or a debug port, is served. */
export function claim(file: GoFile, subject: string, handler: NodeId, local: boolean) {
  const found = `${subject} sets neither \`ReadHeaderTimeout\` nor \`ReadTimeout\``;
  if (local)
    return {
      message: `${found}; only this machine reaches it, yet a stuck client keeps its connection and goroutine for ever.`,
      severity: 'low' as const,
      lane: 'H' as const,
    };
  if (isDebugHandler(file, handler))
    return {
      message: `${found}: a debug port shares its descriptors and memory with the service, and a client that sends slowly keeps them for ever.`,
      severity: 'low' as const,
    };
  return {
    message: `${found}: clients that send slowly keep their connections and goroutines for ever, until no one else is served.`,
  };
}
