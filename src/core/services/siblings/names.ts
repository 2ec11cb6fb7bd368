import type { ProtoFile } from '../../contracts/proto/schema.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { serviceNames } from '../edges/stubs.ts';

/**
 * Full names of interfaces by what Go code calls them where the generated code is not at hand, its import path and the
 * service: `example.com/protos/stock.Stock` is `shop.v1.Stock`. From generated code, and from what .proto files say of
 * the code that is generated of them.
 */
export function interfaceNames(index: GoIndex, protos: readonly ProtoFile[]): Record<string, string> {
  const names = new Map<string, string>();
  for (const { options, services } of protos) {
    const path = options.get('go_package')?.value.replace(/;.*$/, '') ?? '';
    if (path.includes('/')) for (const { name } of services) names.set(`${path}.${lastOf(name)}`, name);
  }
  for (const path of generatedPackages(index))
    for (const [service, full] of serviceNames(index, path)) names.set(`${path}.${service}`, full);
  return Object.fromEntries(names);
}

function generatedPackages(index: GoIndex): Set<string> {
  const paths = new Set<string>();
  for (const file of index.allFiles()) {
    if (file.mentions?.('ServiceDesc') === false && file.mentions('Procedure') === false) continue;
    const own = file.facts.generated ? index.packageOf(file.path) : null;
    if (own) paths.add(own.path);
  }
  return paths;
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
