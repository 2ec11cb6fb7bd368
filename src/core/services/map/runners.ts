import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { closureOf } from '../reach/closure.ts';
import { declarationsOf } from '../reach/declarations.ts';
import { reachedBy } from '../reach/reachable.ts';
import type { ServiceMap } from '../service-map.ts';

export interface CodePlace {
  path: string;
  line: number;
}

/** Names of the services that run what stands at a place, by what their mains reach, or that its manifest deploys. */
export function runnersOf({ services }: ServiceMap, index: GoIndex): (place: CodePlace) => string[] {
  const running = services.filter(({ kind }) => kind === 'go');
  return ({ path, line }) => {
    const own = index.packageOf(path);
    if (!own) return running.flatMap(({ name, evidence }) => (evidence.some((at) => at.path === path) ? [name] : []));
    const declared = declaredAt(own, { path, line });
    return running.flatMap((service) => {
      const { name, main } = service;
      if (main === null || !closureOf(index, main).has(own)) return [];
      if (declared.length === 0) return [name];
      const reached = reachedBy(index, main, service);
      return declared.some((one) => reached.has(one)) ? [name] : [];
    });
  };
}

function declaredAt(own: SourcePackage, { path, line }: CodePlace) {
  const { byName, methods, initial } = declarationsOf(own);
  return [...byName.values(), ...methods.values(), initial].flatMap((list) =>
    list.filter(({ is, file, fact }) => {
      const end = is === 'value' ? fact.line : fact.endLine;
      return file.path === path && fact.line <= line && line <= end;
    }),
  );
}
