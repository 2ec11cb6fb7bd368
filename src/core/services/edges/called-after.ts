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
    for (const node of nodes)
      if ((node.kind === 'go' || node.kind === 'other') && isSame(words, tellingWords(node.name))) found.add(node.name);
  }
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

function isSame(words: readonly string[], name: readonly string[]): boolean {
  return words.length > 0 && words.join('') === name.join('');
}
