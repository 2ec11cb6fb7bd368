import { type ManifestKind, manifestKind } from '../../../src/core/services/manifests/kind.ts';
import { readManifest } from '../../../src/core/services/manifests/read.ts';
import type { ServiceNode } from '../../../src/core/services/service-map.ts';
import type { Manifest } from '../../../src/core/services/units/deployment.ts';
import { type DeclaredService, servicesOf } from '../../../src/core/services/units/services.ts';
import { goFiles } from '../../support/go.ts';

/** The manifests among texts by path. */
export function manifestsOf(texts: Readonly<Record<string, string>>): Manifest[] {
  return Object.entries(texts).flatMap(([path, text]) => {
    const kind: ManifestKind | null = manifestKind(path);
    return kind === null ? [] : [{ path, facts: readManifest(kind, text) }];
  });
}

/** The services of a small tree, by name. */
export function servicesIn(
  texts: Readonly<Record<string, string>>,
  declared: readonly DeclaredService[] = [],
): Record<string, ServiceNode> {
  const index = goFiles({ 'empty/empty.go': 'package empty\n', ...texts })[0]?.index;
  if (!index) throw new Error('no Go');
  return Object.fromEntries(servicesOf(index, manifestsOf(texts), declared).map((node) => [node.name, node]));
}

/** A program that listens. */
export const SERVER = `package main

import "net/http"

func main() { _ = http.ListenAndServe(":8080", nil) }
`;

/** A program that does not. */
export const TOOL = 'package main\n\nfunc main() { println("done") }\n';
