import type { Field, ProtoFile } from './schema.ts';
import { isScalar } from './world.ts';

export function isRepeated({ label, type }: Field): boolean {
  return label === 'repeated' || type.startsWith('map<');
}

/** Whether a value that was not set can be told from zero. Messages and members of a oneof always tell. */
export function hasPresence({ label, type, oneof, options }: Field, { syntax }: ProtoFile): boolean {
  if (oneof !== null || label === 'repeated' || !isScalar(type)) return true;
  if (syntax === 'proto3') return label === 'optional';
  return syntax === 'proto2' || options.get('features.field_presence') !== 'IMPLICIT';
}

export function jsonName({ name, options }: Field): string {
  return options.get('json_name') ?? name.replace(/_+(\w?)/g, (_, letter: string) => letter.toUpperCase());
}
