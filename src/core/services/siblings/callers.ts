import type { ServiceMap } from '../service-map.ts';
import type { Contracts, Sibling } from './contracts.ts';
import { answers } from './ends.ts';
import { fullNames, fullSubject } from './full-names.ts';

/** A service of a sibling, at a place in its repository: `acme/mail: mail`, `acme/mail:main.go`. */
export interface Caller {
  service: string;
  path: string;
  line: number;
}

/** Who calls methods of gRPC, by `/shop.v1.Orders/Get`. */
export type Callers = ReadonlyMap<string, readonly Caller[]>;

/** Calls of siblings' services, whoever answers them: the contract may lie in a repository that runs nothing. */
export function callersIn(home: Pick<Contracts, 'names'>, read: readonly Sibling[]): Callers {
  const full = fullNames(home, read);
  const callers = new Map<string, Caller[]>();
  for (const { repository, contracts } of read)
    for (const { kind, subject, service, path, line } of contracts.exchanges) {
      const name = kind === 'grpc' ? fullSubject({ kind, subject }, full) : null;
      if (!name?.startsWith('/')) continue;
      const caller = { service: `${repository}: ${service}`, path: `${repository}:${path}`, line };
      callers.set(name, [...(callers.get(name) ?? []), caller]);
    }
  return callers;
}

const MOST = 3;

/** `Used by …` for the methods that a change breaks; null where nobody is known to call them. */
export function calledBy(callers: Callers, methods: Iterable<string>): string | null {
  return told([...methods].flatMap((method) => callers.get(method) ?? []));
}

/** Requests of siblings' services that the services of a map answer, by `POST /v1/orders/*`. */
export function requestsIn({ services, edges }: ServiceMap): Callers {
  const theirs = new Set(services.flatMap(({ kind, name }) => (kind === 'sibling' ? [name] : [])));
  const requests = edges.filter(
    ({ kind, from, to, subject }) => kind === 'http' && theirs.has(from) && !theirs.has(to) && subject !== null,
  );
  const callers = new Map<string, Caller[]>();
  for (const { from: service, subject, evidence } of requests)
    for (const { path, line } of evidence.slice(0, 1))
      callers.set(subject ?? '', [...(callers.get(subject ?? '') ?? []), { service, path, line }]);
  return callers;
}

/** `Used by …` for operations of HTTP, `DELETE /orders/{id}`, that a change breaks. */
export function requestedBy(requests: Callers, operations: readonly string[]): string | null {
  const asks = (subject: string) =>
    operations.some((operation) => answers(operation, subject) && isSpelt(operation, subject));
  return told([...requests].flatMap(([subject, callers]) => (asks(subject) ? callers : [])));
}

/** What is not known of a request stands for parameters alone, not for the words of another path. */
function isSpelt(operation: string, subject: string): boolean {
  const words = segmentsOf(operation).filter((segment) => !/^[:{*<]/.test(segment));
  const said = new Set(segmentsOf(subject));
  return words.length > 0 && words.every((word) => said.has(word));
}

function segmentsOf(text: string): string[] {
  return text
    .replace(/^[A-Z]+ /, '')
    .split('/')
    .filter((segment) => segment !== '');
}

function told(callers: readonly Caller[]): string | null {
  const byService = new Map<string, Caller>();
  for (const one of callers) if (!byService.has(one.service)) byService.set(one.service, one);
  if (byService.size === 0) return null;
  const named = [...byService.values()].slice(0, MOST);
  const told = named.map(({ service, path, line }) => `\`${service}\` (${path}:${line})`).join(', ');
  const more = byService.size > MOST ? ` and ${byService.size - MOST} more` : '';
  return `Used by ${told}${more}.`;
}
