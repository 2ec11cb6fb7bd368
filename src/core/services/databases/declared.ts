import type { EnvironmentVariable, ServiceNode } from '../service-map.ts';
import { addressOf, type DatabaseAddress, databaseAddress } from './dsn.ts';

/** A database that the manifests of a service hand it. */
export interface DeclaredDatabase extends DatabaseAddress {
  /** The variable that says it. */
  at: EnvironmentVariable;
  /** It is told by a secret: `server` and `database` are name and key of that. */
  secret: boolean;
}

/** A variable that holds a whole connection text of a database. */
const WHOLE =
  /(?:^|_)(?:DB|DATABASE|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|MONGO(?:DB)?|SQL)(?:_\w+)?_?(?:URL|URI|DSN|CONN(?:ECTION)?(?:_?STR(?:ING)?)?)$|^(?:\w+_)?DSN$/i;

const HOST =
  /^((?:\w*_)?(?:DB|DATABASE|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|MONGO(?:DB)?|SQL|COCKROACH)_?)(?:HOST|SERVER|ADDR|ADDRESS)$/i;

/** Databases by the variables of a service: whole connection texts, or host and name beside each other. */
export function databasesOf({ environment }: Pick<ServiceNode, 'environment'>): DeclaredDatabase[] {
  const found: DeclaredDatabase[] = [];
  for (const at of environment) {
    const whole = at.value === null ? null : databaseAddress(at.value.trim());
    if (whole) found.push({ ...whole, at, secret: false });
    if (at.secret && WHOLE.test(at.name))
      found.push({ server: at.secret.name, database: at.secret.key, role: null, schema: null, at, secret: true });
    const [, prefix] = HOST.exec(at.name) ?? [];
    // Of several manifests, those variables belong together that one file sets.
    const beside = (...names: string[]) =>
      environment.find(
        ({ name, path }) =>
          path === at.path && names.some((one) => `${prefix}${one}`.toLowerCase() === name.toLowerCase()),
      )?.value ?? undefined;
    if (prefix === undefined || at.value === null) continue;
    const port = /:\d+$/.test(at.value) ? undefined : beside('PORT');
    const parts = addressOf(
      port ? `${at.value}:${port}` : at.value,
      beside('NAME', 'DB', 'DATABASE', 'DBNAME', 'DB_NAME', 'DATABASE_NAME'),
      beside('USER', 'USERNAME', 'LOGIN'),
      beside('SCHEMA') ?? null,
    );
    if (parts) found.push({ ...parts, at, secret: false });
  }
  return found;
}
