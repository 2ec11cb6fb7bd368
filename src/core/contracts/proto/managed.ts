import { z } from 'zod';
import { readYaml } from '../../config/yaml-source.ts';
import { dirOf } from '../../go/modules.ts';
import type { ProtoFile } from './schema.ts';

/** Files by path that tell buf what to generate: `buf.gen.yaml` and `buf.yaml`, wherever they lie. */
export function isBufFile(path: string): boolean {
  return /(?:^|\/)buf(?:\.gen)?\.ya?ml$/.test(path);
}

/**
 * .proto files with the Go package that buf's managed mode gives those which name none: its prefix and their folder below
 * their module. Left as they are where several prefixes are told.
 *
 * https://buf.build/docs/generate/managed-mode/
 */
export function withManagedPackages(files: readonly ProtoFile[], buf: ReadonlyMap<string, string>): ProtoFile[] {
  const prefixes = new Set<string>();
  const roots = new Set<string>();
  for (const [path, text] of buf) {
    const { value } = readYaml(text);
    const prefix = prefixOf(value);
    if (prefix !== null) prefixes.add(prefix);
    if (!/gen\.ya?ml$/.test(path)) for (const dir of modulesOf(value)) roots.add(joined(dirOf(path), dir));
  }
  const [prefix, ...more] = prefixes;
  if (prefix === undefined || more.length > 0) return [...files];
  const deepest = [...roots, ''].toSorted((a, b) => b.length - a.length);
  return files.map((file) => {
    if (file.options.has('go_package')) return file;
    const root = deepest.find((dir) => dir === '' || file.path.startsWith(`${dir}/`)) ?? '';
    const below = dirOf(root === '' ? file.path : file.path.slice(root.length + 1));
    const value = below === '' ? prefix : `${prefix}/${below}`;
    return { ...file, options: new Map([...file.options, ['go_package', { value, line: 1 }]]) };
  });
}

const Prefix = z.string().min(1).max(300);
const Managed = z.object({
  managed: z.object({
    enabled: z.literal(true),
    /** Version 1. */
    go_package_prefix: z.union([Prefix, z.object({ default: Prefix })]).optional(),
    /** Version 2. */
    override: z.array(z.looseObject({ file_option: z.string(), value: z.unknown() })).optional(),
  }),
});
const Modules = z.object({ modules: z.array(z.object({ path: z.string().max(300) })) });

function prefixOf(value: unknown): string | null {
  const read = Managed.safeParse(value);
  if (!read.success) return null;
  const { go_package_prefix: first, override = [] } = read.data.managed;
  if (first !== undefined) return typeof first === 'string' ? first : first.default;
  // One that is for a part alone says so.
  const [own] = override.filter(
    ({ file_option: option, module, path }) => option === 'go_package_prefix' && !module && !path,
  );
  return typeof own?.value === 'string' ? own.value : null;
}

function modulesOf(value: unknown): string[] {
  const read = Modules.safeParse(value);
  return read.success ? read.data.modules.map(({ path }) => path) : [''];
}

function joined(dir: string, below: string): string {
  const clean = below.replace(/^(?:\.\/)+|^\.$|\/+$/g, '');
  return [dir, clean].filter((part) => part !== '').join('/');
}
