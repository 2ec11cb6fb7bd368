/** Where a service keeps its data, as far as two services can be compared by it. */
export interface DatabaseAddress {
  /** Host, and port where it is written. */
  server: string;
  database: string;
  /** Who logs in; null when the text does not say. */
  role: string | null;
  /** Null for the default one. */
  schema: string | null;
}

const SCHEME =
  /^(?:postgres(?:ql)?|pgx5?|mysql|mariadb|mongodb(?:\+srv)?|sqlserver|mssql|cockroach(?:db)?|clickhouse|yugabyte):\/\/(?:([^@/]*)@)?([^/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?/i;
const MYSQL = /^(?:([^@/]*)@)?(?:tcp|udp)\(([^)]+)\)\/([^?]*)/;
/** A name that nobody has still to fill in. */
const PLAIN = /^[\w.:,-]+$/;
/** Every pod or machine has its own. */
const HERE = /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|host\.docker\.internal|\[::1\])(?::|$)/i;

/** What a connection text names: a URL, `host=… dbname=…`, `user:password@tcp(host)/name`. Null when not all is known. */
export function databaseAddress(text: string): DatabaseAddress | null {
  if (text.length > 2000) return null;
  const url = SCHEME.exec(text);
  if (url) {
    const [, login = '', server = '', name = '', options = ''] = url;
    const given = new Map(options.split('&').map((pair) => [nameIn(pair), givenIn(pair)]));
    return addressOf(server, name || (given.get('database') ?? ''), login.split(':')[0], schemaIn(given));
  }
  const mysql = MYSQL.exec(text);
  if (mysql) return addressOf(mysql[2], mysql[3], mysql[1]?.split(':')[0], null);
  if (!/\bdbname\s*=/.test(text)) return null;
  const given = new Map(
    [...text.matchAll(/\b(\w+)\s*=\s*('[^']*'|\S+)/g)].map(([pair]) => [nameIn(pair), givenIn(pair)]),
  );
  const port = given.get('port');
  const server = `${given.get('host') ?? ''}${port ? `:${port}` : ''}`;
  return addressOf(server, given.get('dbname'), given.get('user'), schemaIn(given));
}

/** The same of variables that belong together, such as `DB_HOST`, `DB_NAME` and `DB_USER`. */
export function addressOf(
  server: string | undefined,
  database: string | undefined,
  role: string | undefined,
  schema: string | null,
): DatabaseAddress | null {
  if (!server || !database || !PLAIN.test(server) || !PLAIN.test(database) || HERE.test(server)) return null;
  return { server: server.toLowerCase(), database, role: role && PLAIN.test(role) ? role : null, schema };
}

function schemaIn(given: ReadonlyMap<string, string>): string | null {
  return given.get('search_path') ?? given.get('schema') ?? given.get('currentschema') ?? null;
}

function nameIn(pair: string): string {
  return (pair.split('=')[0] ?? '').trim().toLowerCase();
}

function givenIn(pair: string): string {
  return pair
    .slice(pair.indexOf('=') + 1)
    .trim()
    .replace(/^'|'$/g, '');
}
