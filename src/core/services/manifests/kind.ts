/** How a manifest is to be read, which its path tells. */
export type ManifestKind =
  | 'dockerfile'
  | 'compose'
  | 'yaml'
  | 'template'
  | 'chart'
  | 'values'
  | 'helpers'
  | 'environment'
  | 'procfile'
  | 'makefile'
  | 'goreleaser'
  | 'settings'
  | 'prose';

const KINDS: readonly (readonly [RegExp, ManifestKind])[] = [
  [/\/templates\/(?:.*\/)?[^/]+\.tpl$/, 'helpers'],
  [/\/templates\/(?:.*\/)?[^/]+\.ya?ml$/, 'template'],
  [/\.ya?ml\.(?:jinja2?|j2|tmpl|tpl)$/i, 'template'],
  [/(?:^|\/)(?:dockerfile|containerfile)(?:[.-][^/]*)?$/i, 'dockerfile'],
  [/\.(?:dockerfile|containerfile)$/i, 'dockerfile'],
  [/(?:^|\/)Chart\.ya?ml$/, 'chart'],
  [/(?:^|\/)values\.ya?ml$/, 'values'],
  [/(?:^|\/)\.?goreleaser[^/]*\.ya?ml$/, 'goreleaser'],
  [/(?:^|\/)[^/]*compose[^/]*\.ya?ml$/i, 'compose'],
  [/(?:^|\/)(?:configs?|conf|etc|settings?)\/(?:[^/]+\/)?[^/]+\.(?:ya?ml|json|toml)$/, 'settings'],
  [/(?:^|\/)(?:config|configuration|conf|settings|application|app)(?:[._-]\w+)*\.(?:ya?ml|json|toml)$/, 'settings'],
  [/\.ya?ml$/, 'yaml'],
  [/(?:^|\/)(?:\.env(?:\.[^/]+)?|[^/]+\.env)$/, 'environment'],
  [/(?:^|\/)Procfile(?:\.[^/]+)?$/, 'procfile'],
  [/(?:^|\/)(?:GNU)?[Mm]akefile$|\.mk$/, 'makefile'],
  [/(?:^|\/)(?:README|CONFIG\w*|ENVIRONMENT|DEPLOY\w*|OPERATIONS|RUNBOOK)[^/]*\.(?:md|adoc|rst|txt)$/i, 'prose'],
];

const OUTSIDE = /(?:^|\/)(?:vendor|third_party|testdata|node_modules)\//;
/** Hidden folders hold settings of tools, but for those that develop in a container or deploy. */
const HIDDEN = /(?:^|\/)\.(?!devcontainer\/|deploy|docker|k8s|kube|helm|build)[^/]+\//;
/** Data in YAML that deploys nothing. */
const DATA =
  /(?:^|\/)(?:(?:openapi|swagger|buf|mkdocs|golangci|codecov|dependabot|mockery|sqlc|gqlgen|pnpm-lock|pubspec)[^/]*\.ya?ml|(?:locales?|i18n|translations?|testdata|fixtures|schemas?|migrations|crds?)\/.*\.ya?ml)$/i;

/** Null for a path that is no manifest. */
export function manifestKind(path: string): ManifestKind | null {
  if (OUTSIDE.test(path) || HIDDEN.test(path)) return null;
  const kind = KINDS.find(([pattern]) => pattern.test(path))?.[1] ?? null;
  return (kind === 'yaml' || kind === 'settings') && DATA.test(path) ? null : kind;
}

/** What is deployed there serves developers, readers or tests, not users. */
export function isAside(path: string): boolean {
  return /(?:^|\/)(?:tests?|e2e(?:[-_]?tests?)?|testing|testdata|test-[^/]+|integration(?:[-_]?tests?)?|examples?|samples?|docs?|hack|benchmarks?|bench|loadtest|fixtures|tutorials?|\.devcontainer|dev-tools|certification|ci)\//i.test(
    path,
  );
}
