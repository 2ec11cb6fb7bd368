/** An image as a manifest names it. */
export interface ImageReference {
  /** With its registry. */
  name: string;
  tag: string | null;
  digest: string | null;
}

const REFERENCE = /^((?:[\w.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w.-]+))?(?:@(\w+:[0-9a-fA-F]+))?$/;
const LONGEST = 500;

/** Null for what is no reference: with variables, or a placeholder. */
export function imageReference(text: string): ImageReference | null {
  const found = text.length > LONGEST ? null : REFERENCE.exec(text);
  return found ? { name: found[1] ?? '', tag: found[2] ?? null, digest: found[3] ?? null } : null;
}
