import type { GoIndex } from '../../go/index/go-index.ts';
import type { FunctionDeclaration } from '../../services/reach/declarations.ts';

const UNITS: Readonly<Record<string, number>> = { Millisecond: 0.001, Second: 1, Minute: 60, Hour: 3600 };

/** Seconds of a duration as a declaration writes it: `25 * time.Second`, or a constant's name. Null where not known. */
export function secondsOf(text: string, declaration: FunctionDeclaration, index: GoIndex, depth = 3): number | null {
  const written = /^(?:(\d+)\s*\*\s*)?time\.(Millisecond|Second|Minute|Hour)(?:\s*\*\s*(\d+))?$/.exec(text.trim());
  if (written) return Number(written[1] ?? written[3] ?? 1) * (UNITS[written[2] ?? ''] ?? 0);
  const [, alias, name] = /^(?:(\w+)\.)?(\w+)$/.exec(text.trim()) ?? [];
  if (name === undefined || depth === 0) return null;
  const { file } = declaration;
  const path = alias === undefined ? declaration.package.path : index.qualifier(file.facts, alias);
  const own = path === null ? null : index.sourcePackage(path);
  for (const { facts } of own?.files ?? []) {
    const value = facts.values.find((one) => one.name === name && one.constant)?.value;
    if (value) return secondsOf(value, declaration, index, depth - 1);
  }
  return null;
}
