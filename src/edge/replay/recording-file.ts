import { createWriteStream, readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { Blob } from '../../core/change/snapshot.ts';
import { InputError } from '../../core/errors.ts';
import type { Exchange, Header, RecordedOutcome, Recording } from '../../core/replay/recording.ts';
import { BlobData, ExchangeData, HeaderData, OutcomeData } from '../../core/replay/schema.ts';

/** A recording on disk: JSON lines, zstd over all of them. Requests that share a prefix share its bytes. */

/** Bytes that are read of one file, unpacked: what unpacks to more is no recording of ours. */
const MOST = 2 ** 31;
const COMPRESSION = {
  params: {
    [constants.ZSTD_c_compressionLevel]: 9,
    // Requests of one conversation repeat each other over megabytes.
    [constants.ZSTD_c_enableLongDistanceMatching]: 1,
    [constants.ZSTD_c_windowLog]: 27,
  },
};

const Lines = z.union([
  z.object({ header: HeaderData }),
  z.object({ blob: BlobData }),
  z.object({ exchange: ExchangeData }),
  z.object({ outcome: OutcomeData }),
]);

/** Whole or not at all. @throws InputError */
export async function writeRecording(path: string, recording: Recording): Promise<void> {
  const unfinished = `${path}.part`;
  try {
    await pipeline(Readable.from(linesOf(recording)), createZstdCompress(COMPRESSION), createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (error) {
    throw new InputError(
      `cannot write the recording ${path}: ${messageOf(error)}; name a file in a folder that exists`,
    );
  }
}

function* linesOf({ header, blobs, exchanges, outcome }: Recording): Generator<string> {
  const line = (value: z.input<typeof Lines>) => `${JSON.stringify(value)}\n`;
  yield line({ header });
  for (const exchange of exchanges) yield `${JSON.stringify({ exchange })}\n`;
  for (const blob of blobs) yield line({ blob: packed(blob) });
  yield line({ outcome });
}

/** @throws InputError for what is no recording, or one of another format */
export function readRecording(path: string): Recording {
  let header: Header | null = null;
  let outcome: RecordedOutcome | null = null;
  const blobs: Blob[] = [];
  const exchanges: Exchange[] = [];
  try {
    for (const text of linesIn(path)) {
      const line = Lines.parse(JSON.parse(text));
      if ('header' in line) header = line.header;
      else if ('blob' in line) blobs.push(unpackedBlob(line.blob));
      else if ('exchange' in line) exchanges.push(line.exchange);
      else outcome = line.outcome;
    }
  } catch (error) {
    throw new InputError(`${path} is no recording that this version reads: ${messageOf(error)}`);
  }
  if (header === null || outcome === null) throw new InputError(`${path} is no whole recording`);
  return { header, blobs, exchanges, outcome };
}

/** All of it is unpacked at once, but no string is longer than a line. */
function* linesIn(path: string): Generator<string> {
  const params = { [constants.ZSTD_d_windowLogMax]: 27 };
  const bytes = zstdDecompressSync(readFileSync(path), { params, maxOutputLength: MOST });
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    if (end < 0) throw new Error('it is cut off');
    yield bytes.toString('utf8', start, end);
    start = end + 1;
  }
}

function packed(blob: Blob): z.input<typeof BlobData> {
  return 'bytes' in blob ? { blob: blob.blob, base64: Buffer.from(blob.bytes).toString('base64') } : blob;
}

function unpackedBlob(blob: z.infer<typeof BlobData>): Blob {
  return 'base64' in blob ? { blob: blob.blob, bytes: Buffer.from(blob.base64, 'base64') } : blob;
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) return 'a line of it has another shape';
  return error instanceof Error ? error.message : String(error);
}
