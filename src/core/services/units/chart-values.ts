import { joinPath } from '../../go/modules.ts';
import { fillTemplate } from '../manifests/template.ts';
import type { Manifest } from './deployment.ts';

/** A chart with all that its templates may name. */
export interface Chart {
  dir: string;
  name: string;
  values: Readonly<Record<string, string>>;
  templates: Readonly<Record<string, string>>;
  /** Name of the release: that of the outermost chart, as whoever installs it first calls it. */
  release: string;
}

/** Charts by directory; the values of a chart within another are those of both, the outer ones above. */
export function chartsOf(manifests: readonly Manifest[]): (path: string) => Chart | null {
  const charts = new Map<string, Chart>();
  const found = manifests.filter(({ facts }) => facts.form === 'chart').sort((a, b) => a.path.length - b.path.length);
  for (const { path, facts } of found) {
    if (facts.form !== 'chart') continue;
    const dir = dirname(path);
    const outer = charts.get(dir.replace(/(?:^|\/)charts\/[^/]+$/, '')) ?? null;
    const inside = outer && dir !== outer.dir ? outer : null;
    const own = valuesAt(manifests, joinPath(dir, 'values.yaml'));
    const given = inside ? valuesFor(inside, [facts.name, dir.slice(dir.lastIndexOf('/') + 1)]) : {};
    charts.set(dir, {
      dir,
      name: facts.name,
      values: { ...own, ...given },
      templates: { ...inside?.templates, ...templatesIn(manifests, dir) },
      release: inside?.release ?? facts.name,
    });
  }
  const dirs = [...charts.keys()].sort((a, b) => b.length - a.length);
  return (path) =>
    charts.get(dirs.find((dir) => path.startsWith(dir === '' ? 'templates/' : `${dir}/templates/`)) ?? '\0') ?? null;
}

function valuesAt(manifests: readonly Manifest[], path: string): Readonly<Record<string, string>> {
  const facts = manifests.find((one) => one.path === path || one.path === path.replace(/yaml$/, 'yml'))?.facts;
  return facts?.form === 'values' ? facts.values : {};
}

function valuesFor(outer: Chart, names: readonly string[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [path, value] of Object.entries(outer.values)) {
    if (path.startsWith('global.')) given[path] = value;
    for (const name of names) if (path.startsWith(`${name}.`)) given[path.slice(name.length + 1)] = value;
  }
  return given;
}

function templatesIn(manifests: readonly Manifest[], dir: string): Record<string, string> {
  const under = dir === '' ? 'templates/' : `${dir}/templates/`;
  return Object.assign(
    {},
    ...manifests.flatMap(({ path, facts }) =>
      facts.form === 'helpers' && path.startsWith(under) ? [facts.templates] : [],
    ),
  );
}

/** What a text of a template is once its values are filled in; null where one is not known. */
export function filledBy(chart: Chart, text: string, depth = 0): string | null {
  return fillTemplate(text, (expression) => filledValue(chart, expression, depth));
}

/** A pipeline such as `.Values.image.tag | default .Chart.AppVersion | quote`. */
function filledValue(chart: Chart, expression: string, depth: number): string | null {
  if (depth > 6 || expression.length > 500) return null;
  const [first = '', ...pipes] = expression.split('|').map((part) => part.trim());
  let value = callOf(chart, words(first), depth);
  for (const pipe of pipes) {
    const [name = '', argument = ''] = words(pipe);
    if (name === 'default') value = value || termOf(chart, argument, depth);
    else if (name === 'trimSuffix')
      value = value?.endsWith(termOf(chart, argument, depth) ?? '\0') ? value.slice(0, -1) : value;
    else if (name === 'lower') value = value?.toLowerCase() ?? null;
    else if (!/^(?:quote|squote|trunc|toString|trim|int|int64)$/.test(name)) return null;
  }
  return value;
}

function callOf(chart: Chart, [name = '', ...rest]: readonly string[], depth: number): string | null {
  switch (name) {
    case 'quote':
    case 'squote':
    case 'tpl':
    case 'toString':
    case 'int':
      return termOf(chart, rest[0] ?? '', depth);
    case 'default':
    case 'coalesce':
      return termOf(chart, rest[1] ?? '', depth) || termOf(chart, rest[0] ?? '', depth);
    case 'include':
    case 'template':
      return includedBy(chart, termOf(chart, rest[0] ?? '', depth) ?? '', rest.join(' '), depth);
    case 'printf': {
      const [format = '', ...values] = rest.map((term) => termOf(chart, term, depth));
      if (format === null || values.includes(null)) return null;
      return format.replace(/%[sdv]/g, () => values.shift() ?? '');
    }
    default:
      return rest.length === 0 ? termOf(chart, name, depth) : null;
  }
}

/** The usual helpers of `helm create` are known by what they do for a release that is called as its chart. */
function includedBy(chart: Chart, name: string, call: string, depth: number): string | null {
  const body = chart.templates[name];
  if (body !== undefined && !/\{\{-?\s*(?:if|range|with)\b|:=/.test(body))
    return filledBy(
      chart,
      body.replace(/\{\{-?\s*(.*?)\s*-?\}\}/g, (_, inner: string) => `⟦${inner.replaceAll('"', '`')}⟧`),
      depth + 1,
    );
  if (/\.fullname$/.test(name))
    return chart.values.fullnameOverride || (inPlace(chart) ? chart.name : `${chart.release}-${chart.name}`);
  if (/\.(?:name|chartname)$/.test(name)) return chart.values.nameOverride || chart.name;
  return /image/i.test(name) ? repositoryIn(chart, `${call} ${body ?? ''}`) : null;
}

/** Helpers of images put registry, repository and tag together: the repository is what the image is called. */
function repositoryIn(chart: Chart, text: string): string | null {
  for (const [, path = ''] of text.matchAll(/\.Values\.([\w.]+)/g)) {
    const found = chart.values[`${path}.repository`] ?? (path.endsWith('.repository') ? chart.values[path] : undefined);
    if (found) return found;
  }
  return null;
}

function inPlace({ release, name }: Chart): boolean {
  return release.includes(name);
}

function termOf(chart: Chart, term: string, depth: number): string | null {
  const inner = /^\((.*)\)$/s.exec(term)?.[1];
  if (inner !== undefined) return filledValue(chart, inner, depth + 1);
  const quoted = /^`(.*)`$/s.exec(term)?.[1];
  if (quoted !== undefined) return quoted;
  if (/^-?\d+$/.test(term)) return term;
  const path = term.replace(/^\$(?=\.)/, '');
  if (path.startsWith('.Values.')) {
    const value = chart.values[path.slice('.Values.'.length)];
    return value === undefined ? null : value.includes('{{') ? null : value;
  }
  if (path === '.Release.Name') return chart.release;
  if (path === '.Release.Namespace') return 'default';
  if (path === '.Chart.Name') return chart.name;
  if (path === '.Chart.AppVersion' || path === '.Chart.Version') return 'version';
  return null;
}

/** Terms of a call: brackets and quotation marks hold together. */
function words(call: string): string[] {
  return call.match(/\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|`[^`]*`|[^\s()]+/g) ?? [];
}

function dirname(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
