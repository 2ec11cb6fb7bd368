import type { ServiceEdge, ServiceNode } from '../service-map.ts';
import { productOf } from '../units/well-known.ts';

/** Whether a call leaves its repository, as far as that tells: what is deployed there of images made elsewhere does. */
export function isElsewhere({ state }: ServiceEdge, end: ServiceNode | undefined): boolean {
  return state === 'unresolved' || state === 'addressed' || end === undefined || end.kind === 'external';
}

/** Names of machines that a call may go to. */
export function hostsOf({ hosts = [], state }: ServiceEdge, end: ServiceNode | undefined): string[] {
  // What stands for an end that is not known is no machine.
  const named =
    state !== 'unresolved' && state !== 'addressed' && end?.kind === 'external' ? [end.name, ...end.hosts] : [];
  return [...new Set([...hosts, ...named])];
}

/** What a call's end is called by whoever makes it: the setting that would tell where it is. */
export function peerOf({ to }: ServiceEdge, end: ServiceNode | undefined): string {
  return end?.setting?.name ?? to;
}

/** A topic, queue or subject that is known by name, with the kind of broker that has it. */
export function topicOf(
  { subject }: Pick<ServiceEdge, 'subject'>,
  end: ServiceNode | undefined,
): { topic: string; broker: string } | null {
  if (subject === null || end === undefined || /[*${}]/.test(subject)) return null;
  return { topic: subject, broker: end.product ?? productOf(end.name) ?? end.name };
}

/** The interface and method of `/shop.v1.Stock/Reserve`; the interface alone where only it is known. */
export function interfaceOf(subject: string): { name: string; method: string | null } {
  const [, name, method] = /^\/(.+)\/([^/]*)$/.exec(subject) ?? [];
  return name === undefined || method === undefined ? { name: subject, method: null } : { name, method };
}

/** Whether a route, `POST /orders/{id}`, answers a request, `POST /v1/orders/*`. */
export function answers(route: string, request: string): boolean {
  const [asked, given] = [readRoute(request), readRoute(route)];
  if (asked.method !== '' && given.method !== '' && asked.method !== given.method) return false;
  const isOpen = /^(?:\*|\{[^}]*\.\.\.\})/.test(given.segments.at(-1) ?? '');
  const fixed = isOpen ? given.segments.slice(0, -1) : given.segments;
  // What stands before a route is not always known, of a request its address tells.
  const from = isOpen ? 0 : asked.segments.length - fixed.length;
  if (from < 0 || (from > 0 && fixed.every(isParameter)) || asked.segments.length < fixed.length) return false;
  return fixed.every((segment, at) => {
    const said = asked.segments[from + at] ?? '';
    return segment === said || isParameter(segment) || said === '*';
  });
}

function readRoute(text: string): { method: string; segments: string[] } {
  const [, method = '', path = ''] = /^(?:([A-Z]+)(?: |$))?(.*)$/s.exec(text) ?? [];
  return { method, segments: path.split('/').filter((segment) => segment !== '') };
}

function isParameter(segment: string): boolean {
  return /^[:{*<]/.test(segment);
}
