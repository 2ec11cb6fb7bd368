import { compareText } from '../../findings/order.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { isTestCode } from '../context/role.ts';
import { dataBlock } from '../data-block.ts';
import type { Sight } from '../sight.ts';

/** Files that are looked at. */
const SAMPLE = 300;
const MOST_PACKAGES = 25;
/** Ways of doing a thing, of which a repository mostly has one. */
const WAYS: Readonly<Record<string, RegExp>> = {
  errors: /^(?:fmt\.Errorf|errors\.\w+|status\.(?:Error|Errorf)|connect\.NewError|\w*errors?\.\w+)$/,
  logs: /^(?:slog|log|zap|logrus|zerolog|logger|logging|klog|glog|level)\.\w+$/,
  configuration:
    /^(?:os\.(?:Getenv|LookupEnv)|viper|envconfig|env|config|settings|flag|pflag|koanf|cleanenv)(?:\.\w+)?$/,
  servers:
    /^(?:http\.(?:NewServeMux|Server|ListenAndServe\w*)|grpc\.NewServer|(?:gin|echo|chi|fiber|mux)\.\w+|connect\.\w+)$/,
};
const MOST_OF_A_WAY = 6;

/** How the repository's code does what every service does, counted over a sample of its files. */
export function habits(index: GoIndex, sight: Sight): string {
  const files = sample([...index.allFiles()].filter(({ path }) => !isTestCode(path) && !sight.isExcluded(path)));
  const packages = new Map<string, number>();
  const uses = new Map<string, number>();
  for (const { facts } of files) {
    if (facts.generated) continue;
    for (const { path } of facts.imports) if (isForeign(path, index)) count(packages, path);
    for (const use of facts.functions.flatMap((fact) => fact.uses)) count(uses, use);
  }
  const ways = Object.entries(WAYS).flatMap(([name, way]) => {
    const found = most(
      [...uses].filter(([use]) => way.test(use)),
      MOST_OF_A_WAY,
    );
    return found === '' ? [] : [`${name}: ${found}`];
  });
  const libraries = most([...packages], MOST_PACKAGES);
  const rows = [...(libraries === '' ? [] : [`packages of others, by files: ${libraries}`]), ...ways];
  return rows.length === 0 ? '' : dataBlock('habits', { of: `${files.length} files, by functions` }, rows.join('\n'));
}

function sample<Item extends { path: string }>(files: Item[]): Item[] {
  const step = Math.ceil(files.length / SAMPLE);
  return files.sort((a, b) => compareText(a.path, b.path)).filter((_, position) => position % step === 0);
}

function isForeign(path: string, index: GoIndex): boolean {
  return (
    path.includes('.') && !index.modules.some((module) => path === module.path || path.startsWith(`${module.path}/`))
  );
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function most(counts: [string, number][], n: number): string {
  const ranked = counts.sort(([a, x], [b, y]) => y - x || compareText(a, b)).slice(0, n);
  return ranked.map(([name, times]) => `${name} ${times}`).join(', ');
}
