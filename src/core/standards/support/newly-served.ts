import type { FileFacts } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { rememberedBy, rememberedWith } from '../../go/remember.ts';
import { routesOf } from '../../services/edges/routes.ts';
import type { ServiceEdge } from '../../services/service-map.ts';

/** Servers by generated code: `OrdersServer` of gRPC and kratos, `OrdersHandler` of connect. */
const SERVER = /^(\w+)(?:Server|Handler)$/;
const RPC = /^\/(?:[\w.]*\.)?(\w+)\/(\w+)$/;
const ROUTE = /^(?:([A-Z]+) )?(\/[^*]*[^*/])$/;

/** Whether a call is answered by code that the base does not have: null where that cannot be told. */
export function isNewlyServed({ kind, subject }: ServiceEdge, base: GoIndex, head: GoIndex): boolean | null {
  const [, service, method] = RPC.exec(subject ?? '') ?? [];
  if (service !== undefined && method !== undefined && (kind === 'grpc' || serverMethods(head).has(service)))
    return isNewMethod(service, method, base, head);
  const [, verb, path] = kind === 'http' ? (ROUTE.exec(subject ?? '') ?? []) : [];
  return path === undefined ? null : isNewRoute(verb, path, base, head);
}

function isNewMethod(service: string, method: string, base: GoIndex, head: GoIndex): boolean | null {
  if (!serverMethods(head).get(service)?.has(method)) return null;
  const before = serverMethods(base).get(service);
  // Generated code that is not committed cannot tell whether the interface is new.
  if (!before) return null;
  return !before.has(method);
}

/** Methods of the interfaces that generated code has servers implement, by service. */
const serverMethods = rememberedBy((index: GoIndex) => {
  const found = new Map<string, Set<string>>();
  for (const file of index.allFiles()) {
    if (file.path.endsWith('_test.go') || !file.facts.generated) continue;
    const { facts } = file;
    for (const { name, underlying, methods } of facts.types) {
      const [, service] = underlying === 'interface' ? (SERVER.exec(name) ?? []) : [];
      if (service === undefined) continue;
      const known = found.get(service) ?? new Set();
      for (const method of methods) known.add(method.name);
      found.set(service, known);
    }
  }
  return found;
});

/** What stands before a route is not always known, so that one of the base that ends in the same way may be it. */
function isNewRoute(verb: string | undefined, path: string, base: GoIndex, head: GoIndex): boolean | null {
  const own = routePaths(head);
  const names = [`${verb ?? ''} ${path}`.trim(), path];
  if (!names.some((name) => own.has(name))) return null;
  const last = path.slice(path.lastIndexOf('/'));
  return !mentions(base, last);
}

const routePaths = rememberedBy((index: GoIndex) => new Set(routesOf(index).map(({ name }) => name)));

/** Some route, or text that may be one, speaks of the last part of a path. */
const mentions = rememberedWith((index: GoIndex, last: string) =>
  [...index.allFiles()].some(
    (file) =>
      !file.path.endsWith('_test.go') &&
      file.mentions?.(JSON.stringify(last).slice(1, -1)) !== false &&
      says(file.facts, last),
  ),
);

function says({ functions, values }: FileFacts, last: string): boolean {
  const sites = [...functions, ...values].flatMap(({ wire = [] }) => wire);
  return (
    sites.some(
      ({ args, call }) => !/^(?:http\.(?:Get|Post|NewRequest))/.test(call) && args.some((arg) => arg.includes(last)),
    ) || values.some(({ value }) => value?.includes(last))
  );
}
