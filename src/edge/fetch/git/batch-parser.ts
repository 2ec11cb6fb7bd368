/** One answer of `git cat-file --batch`. */
export interface BatchAnswer {
  /** `blob`, `commit`, … or `missing` as git says it. */
  type: string;
  size: number;
  /** Null when there are none, or more than the limit. */
  bytes: Uint8Array | null;
}

/**
 * Splits the output of `git cat-file --batch` into answers as it arrives. Contents above `maxBytes` are counted and
 * dropped, never held.
 */
export function batchParser(maxBytes: number, onAnswer: (answer: BatchAnswer) => void): (chunk: Uint8Array) => void {
  let header = '';
  let answer: BatchAnswer | null = null;
  /** Bytes of the content still to come, without the line feed that closes it. */
  let left = 0;

  const readHeader = (chunk: Uint8Array): Uint8Array => {
    const end = chunk.indexOf(10);
    const part = chunk.subarray(0, end === -1 ? chunk.length : end);
    header += Buffer.from(part.buffer, part.byteOffset, part.length).toString('latin1');
    if (end === -1) return chunk.subarray(chunk.length);
    const [, type = '', size] = header.split(' ');
    header = '';
    left = Number(size ?? 0);
    answer = { type, size: left, bytes: size === undefined || left > maxBytes ? null : new Uint8Array(left) };
    if (size === undefined) finish(answer);
    return chunk.subarray(end + 1);
  };

  const readContent = (chunk: Uint8Array, current: BatchAnswer): Uint8Array => {
    const part = chunk.subarray(0, left);
    current.bytes?.set(part, current.size - left);
    left -= part.length;
    if (part.length === chunk.length) return chunk.subarray(chunk.length);
    finish(current);
    // The line feed that closes the content.
    return chunk.subarray(part.length + 1);
  };

  const finish = (done: BatchAnswer): void => {
    answer = null;
    onAnswer(done);
  };

  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) rest = answer === null ? readHeader(rest) : readContent(rest, answer);
  };
}
