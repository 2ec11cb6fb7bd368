import type { Contracts, Sibling } from './contracts.ts';
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
  const byService = new Map<string, Caller>();
  for (const method of methods)
    for (const one of callers.get(method) ?? []) if (!byService.has(one.service)) byService.set(one.service, one);
  if (byService.size === 0) return null;
  const named = [...byService.values()].slice(0, MOST);
  const told = named.map(({ service, path, line }) => `\`${service}\` (${path}:${line})`).join(', ');
  const more = byService.size > MOST ? ` and ${byService.size - MOST} more` : '';
  return `Used by ${told}${more}.`;
}
