/** What a file is to a reviewer. */
export type Role = 'go' | 'test' | 'contract' | 'schema' | 'deploy' | 'module' | 'config' | 'docs' | 'other' | 'unread';

const DEPLOY =
  /(?:^|\/)(?:Dockerfile[^/]*|[^/]*\.Dockerfile|(?:docker-)?compose[^/]*\.ya?ml|Procfile|kustomization\.ya?ml|skaffold\.ya?ml)$|(?:^|\/)(?:k8s|kubernetes|deploy(?:ments?)?|manifests?|helm|charts?|kustomize)\/.*\.(?:ya?ml|tpl)$/i;
const CONTRACT = /\.(?:proto|graphqls?|avsc|thrift)$|(?:openapi|swagger|asyncapi)[^/]*\.(?:ya?ml|json)$/i;
/** Nobody reads them: locks, code of others, what a program wrote. */
const UNREAD =
  /(?:^|\/)(?:vendor|third_party|node_modules|dist|testdata|\.vscode|\.idea)\/|(?:^|\/)(?:go\.(?:work\.)?sum|package-lock\.json|pnpm-lock\.yaml|yarn\.lock|Cargo\.lock|[^/]*\.min\.(?:js|css))$|\.(?:pb(?:\.gw|\.validate)?\.go|svg|snap|golden|map)$|_grpc\.pb\.go$/i;

/** @param generated the file says that a program wrote it */
export function roleOf(path: string, generated = false): Role {
  if (generated || UNREAD.test(path)) return 'unread';
  if (isTestCode(path)) return 'test';
  if (path.endsWith('.go')) return 'go';
  if (CONTRACT.test(path)) return 'contract';
  if (path.endsWith('.sql')) return 'schema';
  if (DEPLOY.test(path)) return 'deploy';
  if (/(?:^|\/)go\.(?:mod|work)$/.test(path)) return 'module';
  if (/\.(?:md|rst|adoc|txt)$/i.test(path)) return 'docs';
  if (/\.(?:ya?ml|toml|json|env|ini|conf|properties)$|(?:^|\/)(?:\.env[^/]*|Makefile)$/i.test(path)) return 'config';
  return 'other';
}

/** Tests, and what only they run. */
export function isTestCode(path: string): boolean {
  return (
    path.endsWith('_test.go') || (path.endsWith('.go') && /(?:^|\/)(?:tests?|e2e|integration_tests?)\//.test(path))
  );
}

/** What a token of a changed file is worth, by what the file is. */
export const WORTH: Readonly<Record<Role, number>> = {
  go: 10,
  contract: 10,
  schema: 10,
  deploy: 6,
  module: 6,
  config: 4,
  test: 3,
  other: 3,
  docs: 1.5,
  unread: 0,
};
