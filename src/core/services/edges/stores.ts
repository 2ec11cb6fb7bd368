import type { GoIndex } from '../../go/index/go-index.ts';
import { declarationsOf } from '../reach/declarations.ts';
import type { Exchange } from './found.ts';
import type { LibraryUse } from './library.ts';
import type { Site } from './sites.ts';
import { unique, type Values } from './values.ts';

interface Store {
  path: RegExp;
  name: RegExp;
  /** Argument with the address; a field of the literal. */
  at: number | string;
  kind: 'database' | 'cache';
  /** What it is when no address tells. */
  peer: string;
}

const STORES: readonly Store[] = [
  { path: /^database\/sql$|\/(?:sqlx|otelsql|sqlmw|apmsql|dbr)(?:\/v\d+)?$/, name: /^(?:Must)?(?:Open|Connect)$/, at: 1, kind: 'database', peer: '' },
  { path: /\/sqlx$/, name: /^ConnectContext$/, at: 2, kind: 'database', peer: '' },
  { path: /jackc\/pgx(?:\/v\d+)?(?:\/(?:pgxpool|stdlib))?$/, name: /^(?:New|Connect)$/, at: 1, kind: 'database', peer: 'postgres' },
  { path: /jackc\/pgx(?:\/v\d+)?(?:\/(?:pgxpool|stdlib))?$/, name: /^ParseConfig$/, at: 0, kind: 'database', peer: 'postgres' },
  { path: /^gorm\.io\/driver\/postgres$/, name: /^Open$/, at: 0, kind: 'database', peer: 'postgres' },
  { path: /^gorm\.io\/driver\/mysql$/, name: /^Open$/, at: 0, kind: 'database', peer: 'mysql' },
  { path: /^gorm\.io\/driver\/(?:postgres|mysql)$/, name: /^Config\{\}$/, at: 'DSN', kind: 'database', peer: '' },
  { path: /jinzhu\/gorm$/, name: /^Open$/, at: 1, kind: 'database', peer: '' },
  { path: /mongo-driver(?:\/v2)?\/mongo\/options$/, name: /^ApplyURI$/, at: 0, kind: 'database', peer: 'mongodb' },
  { path: /mgo\.v2$|\/mgo$/, name: /^Dial\w*$/, at: 0, kind: 'database', peer: 'mongodb' },
  { path: /gocql\/gocql$/, name: /^NewCluster$/, at: 0, kind: 'database', peer: 'cassandra' },
  { path: /go-elasticsearch(?:\/v\d+)?$/, name: /^Config\{\}$/, at: 'Addresses', kind: 'database', peer: 'elasticsearch' },
  { path: /olivere\/elastic(?:\/v\d+|\.v\d+)?$/, name: /^SetURL$/, at: 0, kind: 'database', peer: 'elasticsearch' },
  { path: /neo4j-go-driver(?:\/v\d+)?\/neo4j$/, name: /^New\w*Driver\w*$/, at: 0, kind: 'database', peer: 'neo4j' },
  { path: /clickhouse-go(?:\/v\d+)?$/, name: /^Options\{\}$/, at: 'Addr', kind: 'database', peer: 'clickhouse' },
  { path: /\/go-redis\/v\d+$|go-redis\/redis(?:\/v\d+)?$/, name: /^(?:Options|UniversalOptions|ClusterOptions|RingOptions)\{\}$/, at: 'Addr', kind: 'cache', peer: 'redis' },
  { path: /\/go-redis\/v\d+$|go-redis\/redis(?:\/v\d+)?$/, name: /^(?:UniversalOptions|ClusterOptions)\{\}$/, at: 'Addrs', kind: 'cache', peer: 'redis' },
  { path: /\/go-redis\/v\d+$|go-redis\/redis(?:\/v\d+)?$/, name: /^ParseURL$/, at: 0, kind: 'cache', peer: 'redis' },
  { path: /(?:gomodule|garyburd)\/redigo\/redis$/, name: /^Dial(?:URL)?$/, at: 1, kind: 'cache', peer: 'redis' },
  { path: /(?:gomodule|garyburd)\/redigo\/redis$/, name: /^DialContext$/, at: 2, kind: 'cache', peer: 'redis' },
  { path: /beego\/(?:beego|v2).*\/orm$/, name: /^RegisterDataBase$/, at: 2, kind: 'database', peer: 'database' },
  { path: /go-zero\/core\/stores\/sqlx$/, name: /^NewMysql$/, at: 0, kind: 'database', peer: 'mysql' },
  { path: /go-zero\/core\/stores\/sqlx$/, name: /^NewSqlConn$/, at: 1, kind: 'database', peer: '' },
  { path: /go-zero\/core\/stores\/postgres$/, name: /^New$/, at: 0, kind: 'database', peer: 'postgres' },
  { path: /go-zero\/core\/stores\/monc?$/, name: /^(?:Must)?NewModel$/, at: 0, kind: 'database', peer: 'mongodb' },
  { path: /go-zero\/core\/stores\/redis$/, name: /^(?:New|NewRedis|MustNewRedis)$/, at: 0, kind: 'cache', peer: 'redis' },
  { path: /go-zero\/core\/stores\/sqlc$/, name: /^NewConn$/, at: 1, kind: 'cache', peer: 'redis' },
  { path: /rueidis$/, name: /^ClientOption\{\}$/, at: 'InitAddress', kind: 'cache', peer: 'redis' },
  { path: /gomemcache\/memcache$/, name: /^New$/, at: 0, kind: 'cache', peer: 'memcached' },
  { path: /EventStore-Client-Go(?:\/v\d+)?\/esdb$/, name: /^ParseConnectionString$/, at: 0, kind: 'database', peer: 'eventstore' },
  { path: /etcd\/client\/v\d+$|clientv3$/, name: /^Config\{\}$/, at: 'Endpoints', kind: 'database', peer: 'etcd' },
]; // biome-ignore format: a table

const DRIVERS: Readonly<Record<string, string>> = {
  postgres: 'postgres', pgx: 'postgres', pq: 'postgres', mysql: 'mysql', sqlserver: 'sqlserver', mssql: 'sqlserver', clickhouse: 'clickhouse',
}; // biome-ignore format: a table
/** Within the process: no other takes part. */
const EMBEDDED = /^(?:sqlite3?|duckdb|ramsql|txdb|sqlmock|file|memory)/;

/** `ent.Open(driver, source)`: of the code that ent generates into the repository. */
export function entExchange(index: GoIndex, site: Site, values: Values): Exchange | null {
  const { named, args } = site;
  if (named?.receiver !== null || named.name !== 'Open' || args.length < 2 || !/(?:^|\/)ent$/.test(named.package))
    return null;
  const own = index.sourcePackage(named.package);
  const opened =
    own &&
    declarationsOf(own)
      .byName.get('Open')
      ?.some(({ file }) => file.facts.generated);
  if (!opened) return null;
  return storeExchange(site, { path: 'database/sql', receiver: null, name: 'Open', literal: false }, values);
}

/** Databases and caches that a site connects to. */
export function storeExchange(site: Site, use: LibraryUse, values: Values): Exchange | null {
  const name = use.literal ? `${use.name}{}` : use.name;
  const store = STORES.find((one) => one.path.test(use.path) && one.name.test(name));
  if (!store) return null;
  const { args, fields, context } = site;
  const value = typeof store.at === 'string' ? args[fields.indexOf(store.at)] : args[store.at];
  const texts = (value ? values.texts(value, context) : []).filter((text) => text !== '' && text !== '*');
  const driver = args[0] && store.peer === '' ? (values.texts(args[0], context)[0] ?? '') : '';
  if (EMBEDDED.test(driver) || texts.some((text) => EMBEDDED.test(text) || /\.(?:db|sqlite3?)$/.test(text)))
    return null;
  const scheme = texts
    .map((text) => DRIVERS[/^(\w+?)(?:ql)?:\/\//.exec(text)?.[1] ?? ''])
    .find((one) => one !== undefined);
  return {
    kind: store.kind,
    subject: null,
    state: 'called',
    site,
    addresses: unique(texts),
    peer: store.peer || (DRIVERS[driver] ?? scheme ?? 'database'),
  };
}
