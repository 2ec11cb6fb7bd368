import type { ServiceEdge } from '../service-map.ts';
import type { Contracts, Sibling } from './contracts.ts';
import { interfaceOf } from './ends.ts';

/** The full name of an interface that Go code may call by the path of its generated code. */
export type Full = (name: string) => string;

export function fullNames(home: Pick<Contracts, 'names'>, read: readonly Sibling[]): Full {
  const known = new Map(
    [home, ...read.map(({ contracts }) => contracts)].flatMap(({ names }) => Object.entries(names)),
  );
  return (name) => known.get(name) ?? name;
}

/** `/shop.v1.Stock/Reserve` of `/example.com/protos/stock.Stock/Reserve`. */
export function fullSubject({ kind, subject }: Pick<ServiceEdge, 'kind' | 'subject'>, full: Full): string | null {
  if (kind !== 'grpc' || subject === null) return subject;
  const { name, method } = interfaceOf(subject);
  return method === null ? full(name) : `/${full(name)}/${method}`;
}
