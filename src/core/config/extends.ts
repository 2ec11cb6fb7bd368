import { readYaml } from './yaml-source.ts';

/** Where a configuration that is extended lies, in a repository of the same owner. */
export interface Extended {
  repo: string;
  path: string;
}

/** What the file extends; null for nothing, and for what cannot be read. */
export function extendedBy(text: string, defaultPath: string): Extended | null {
  const { value } = readYaml(text);
  if (!isRecord(value) || typeof value._extends !== 'string') return null;
  const [repo = '', path = defaultPath] = value._extends.split(':');
  return { repo, path };
}

/** What the file writes replaces what it extends, key by key; tables such as `standards` are joined the same way. */
export function over(under: string | undefined, own: unknown): unknown {
  const below = under === undefined ? null : readYaml(under).value;
  if (!isRecord(below) || !isRecord(own)) return own;
  const joined = Object.entries(own).map(([key, value]) => {
    const lower = below[key];
    return [key, isRecord(lower) && isRecord(value) ? { ...lower, ...value } : value] as const;
  });
  return { ...below, ...Object.fromEntries(joined) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
