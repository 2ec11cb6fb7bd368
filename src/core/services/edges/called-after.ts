import { rememberedBy } from '../../go/remember.ts';
import type { ServiceNode } from '../service-map.ts';
import { tellingWords } from '../units/names.ts';

/** What a variable says beside the service that it leads to. */
const BESIDE =
  /^(?:ur[li]|addr|address|host|hostname|port|endpoint|target|base|root|path|http|https|grpc|rest|rpc|api|internal|private|service|svc|server|client|microservice)$/;

/**
 * The service that a variable is called after, `core` of `${CORE_URL}`, where no manifest sets it: it is set where the
 * services are installed, and is called so for whoever does that.
 */
export function calledAfter(
  addresses: readonly string[],
  { environment }: ServiceNode,
  nodes: readonly ServiceNode[],
): string | null {
  const found = new Set<string>();
  for (const text of addresses) {
    const [, name] = /^(?:https?:\/\/)?\$\{(\w+)\}/.exec(text) ?? [];
    if (name === undefined || environment.some((one) => one.name === name && one.value !== null)) continue;
    const words = tellingWords(name).filter((word) => !BESIDE.test(word));
    for (const other of words.length > 0 ? (byWords(nodes).get(words.join('')) ?? []) : []) found.add(other);
  }
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

/** Names of the services by what they say. */
const byWords = rememberedBy((nodes: readonly ServiceNode[]): ReadonlyMap<string, readonly string[]> => {
  const services = nodes.filter(({ kind }) => kind === 'go' || kind === 'other').map(({ name }) => name);
  return Map.groupBy(services, (name) => tellingWords(name).join(''));
});
