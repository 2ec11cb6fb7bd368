import type { Evidence } from '../../findings/finding.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { dirOf } from '../../go/modules.ts';
import type { ServiceNode } from '../../services/service-map.ts';
import type { JudgedChange } from '../standard.ts';

/** A service whose program the change adds. */
export interface NewService {
  service: ServiceNode;
  /** `func main`. */
  main: Evidence;
}

export function newServices({ base, head, lines }: JudgedChange): NewService[] {
  const known = new Set(base.map.services.flatMap(({ name, main }) => (main === null ? [] : [name])));
  return head.map.services.flatMap((service) => {
    const main = service.kind === 'go' && !known.has(service.name) ? mainIn(head.index, service.main) : null;
    // A program that was there, or moved, and is deployed now is no new one.
    const isNew = main && lines.basePath(main.path) === null && !mainIn(base.index, service.main);
    return main && isNew ? [{ service, main }] : [];
  });
}

function mainIn(index: GoIndex, dir: string | null): Evidence | null {
  if (dir === null) return null;
  for (const file of index.allFiles()) {
    if (file.package !== 'main' || dirOf(file.path) !== dir || file.path.endsWith('_test.go')) continue;
    const main = file.facts.functions.find(({ name, receiver }) => name === 'main' && receiver === null);
    if (main) return { path: file.path, line: main.line, text: 'func main()' };
  }
  return null;
}
