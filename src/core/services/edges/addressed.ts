import { FLAG } from '../branches/flags.ts';
import type { AddressSetting, ServiceNode } from '../service-map.ts';
import { SETTING } from '../settings/service-settings.ts';
import type { Exchange } from './found.ts';

/** A setting in the place of a machine: of the whole text, behind a scheme and a login, or behind `host=`. */
const IN_PLACE_OF_HOST = /^(?:[a-z][\w+.-]*:\/\/)?(?:[^@/]*@)?(?:(?:tcp|udp)?\()?\$\{([^}]+)\}|\bhost=\$\{([^}]+)\}/i;
/** Of these a program that knows several uses one, and a setting says which. */
const SQL: ReadonlySet<string> = new Set(['postgres', 'mysql', 'sqlserver', 'clickhouse', 'database']);

/** What is called at an address that only a setting of the caller tells. */
export interface Addressed {
  /** Name of the node that stands for it: nobody else's, since two that read variables of one name may be told apart. */
  to: string;
  setting: AddressSetting;
  product?: string;
}

/**
 * The end of a call that is certain but for the machine: a store of a known product, or whoever answers HTTP. Null where
 * no setting stands for the machine, or where it is not certain that this one is called.
 */
export function addressedEnd(
  { kind, state, peer, addresses }: Exchange,
  node: ServiceNode,
  others: () => readonly Exchange[],
): Addressed | null {
  if (state !== 'called' || (kind !== 'database' && kind !== 'cache' && kind !== 'http')) return null;
  const name = addresses.map(settingIn).find((one) => one !== null);
  if (name === undefined || name === null) return null;
  const setting = settingOf(name, node);
  if (kind === 'http') return { to: `HTTP at ${shown(setting)} of ${node.name}`, setting };
  if (peer === undefined || peer === 'database' || isOneOfSeveral(kind, peer, others)) return null;
  return { to: `${peer} at ${shown(setting)} of ${node.name}`, setting, product: peer };
}

function isOneOfSeveral(kind: string, peer: string, others: () => readonly Exchange[]): boolean {
  return (
    kind === 'database' &&
    SQL.has(peer) &&
    others().some((one) => one.kind === kind && one.peer !== peer && SQL.has(one.peer ?? ''))
  );
}

function settingIn(text: string): string | null {
  const [, whole, host] = IN_PLACE_OF_HOST.exec(text) ?? [];
  return whole ?? host ?? null;
}

function settingOf(name: string, { environment }: ServiceNode): AddressSetting {
  if (name.startsWith(SETTING)) return { from: 'file', name: name.slice(SETTING.length) };
  if (name.startsWith(FLAG)) return { from: 'flag', name: name.slice(FLAG.length) };
  const secret = environment.find((one) => one.name === name && one.secret !== undefined)?.secret;
  return { from: 'environment', name, ...(secret ? { secret } : {}) };
}

/** `$DATABASE_URL`, `--database-url`, `database.url`, `secret orders-db/url`. */
function shown({ from, name, secret }: AddressSetting): string {
  if (secret) return `secret ${secret.name}/${secret.key}`;
  return `${{ environment: '$', flag: '--', file: '' }[from]}${name}`;
}
