import { readValues } from './chart.ts';
import type { ManifestFacts } from './facts.ts';
import { viewYaml } from './yaml-view.ts';

/** Characters of a file of settings: what is longer is data. */
const MOST_SETTINGS = 64 * 1024;

/** Files that `readSettings` can read. */
export const SETTINGS_FILE = /\.(?:ya?ml|json|toml)$/;

/** Leaves of a file of settings in YAML, JSON or TOML; none where it holds none. */
export function readSettings(text: string): ManifestFacts {
  if (text.length > MOST_SETTINGS) return { form: 'none', reason: null };
  const toml = /^\s*\[{1,2}[\w.-]+\]{1,2}\s*$|^\s*[\w-]+\s*=\s/m.test(text) && !/^\s*[{"]/.test(text);
  const leaves = toml ? tomlLeaves(text) : yamlLeaves(text);
  const values = Object.fromEntries(
    Object.entries(leaves).flatMap(([key, value]) => (value === '' ? [] : [[settingKey(key), value]])),
  );
  return Object.keys(values).length > 0 ? { form: 'settings', values } : { form: 'none', reason: null };
}

/** Libraries take `read_timeout`, `readTimeout` and `ReadTimeout` for one key. */
export function settingKey(key: string): string {
  return key.toLowerCase().replace(/[_-]/g, '');
}

function yamlLeaves(text: string): Record<string, string> {
  const [first] = viewYaml(text) ?? [];
  const facts = first ? readValues(first) : null;
  return facts?.form === 'values' ? facts.values : {};
}

/** Tables and plain texts and numbers of TOML, which is all that an address needs. */
function tomlLeaves(text: string): Record<string, string> {
  const leaves: Record<string, string> = {};
  let table = '';
  for (const line of text.split('\n')) {
    const [, head] = /^\s*\[([\w.-]+)\]\s*(?:#.*)?$/.exec(line) ?? [];
    if (head !== undefined) table = `${head}.`;
    const [, key, quoted, plain] = /^\s*([\w.-]+)\s*=\s*(?:["']([^"'\n]*)["']|([\w.:-]+))\s*(?:#.*)?$/.exec(line) ?? [];
    if (key !== undefined) leaves[table + key] = quoted ?? plain ?? '';
  }
  return leaves;
}
