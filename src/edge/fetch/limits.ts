/** Largest blob that is held in memory, in bytes: GitHub serves none above 100 MB. */
export const MAX_BLOB_BYTES = 100 * 1024 * 1024;

/** Largest blob that hunks are computed from, in bytes. Go files above 1 MB are not analysed at all. */
export const MAX_DIFF_BYTES = 4 * 1024 * 1024;

/** Largest patch text that is parsed as one, in bytes. Above it hunks are computed file by file. */
export const MAX_PATCH_BYTES = 64 * 1024 * 1024;

export function tooLarge(bytes: number, limit: number): string {
  return `${bytes} bytes, more than the limit of ${limit}`;
}
