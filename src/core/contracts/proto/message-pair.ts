import type { Break } from './compare.ts';
import type { Message, ProtoFile } from './schema.ts';
import type { Types } from './world.ts';

/** A message on both sides of the change. */
export interface MessagePair {
  from: ProtoFile;
  to: ProtoFile;
  before: Message;
  after: Message;
  types: Types;
}

/** A break within a message that is there on both sides; lines of the two files. */
export function breakIn(
  { from, to, before, after }: MessagePair,
  member: string | null,
  told: { message: string; breaks: Break['breaks']; at: number | null; was: number },
): Break {
  const of = {
    name: before.name,
    at: { path: to.path, line: after.line },
    was: { path: from.path, line: before.line },
  };
  const at = told.at === null ? null : { path: to.path, line: told.at };
  return { ...told, at, was: { path: from.path, line: told.was }, package: from.package, of, member };
}
