import type { IncomingMessage } from 'node:http';

export interface BodyLimits {
  /** Bytes of one body. */
  one: number;
  /** Bytes of all bodies that are being read, so that many large ones do not fill the memory. */
  together: number;
}

export type Body =
  | { bytes: Buffer }
  /** `gone`: whoever sent it went away, or was cut for being slow. */
  | { refused: 'too-large' | 'crowded' | 'gone' };

/** Reads bodies, counting while they come in: nothing beyond the limits is held. */
export function bodyReader(limits: BodyLimits): (request: IncomingMessage) => Promise<Body> {
  let held = 0;
  return async (request) => {
    if (Number(request.headers['content-length'] ?? 0) > limits.one) return { refused: 'too-large' };
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      // The request must outlive its body, or there is nothing to answer on.
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        size += chunk.length;
        held += chunk.length;
        if (size > limits.one) return { refused: 'too-large' };
        if (held > limits.together) return { refused: 'crowded' };
        chunks.push(chunk);
      }
      return { bytes: Buffer.concat(chunks) };
    } catch {
      return { refused: 'gone' };
    } finally {
      held -= size;
    }
  };
}
