/** Images (and charts) of stores and brokers that everybody runs, by words of their names. */
const STORES =
  'postgres postgresql postgis timescaledb mysql mariadb percona cockroach cockroachdb yugabyte tidb mongo mongodb redis valkey keydb dragonfly memcached cassandra scylla scylladb elasticsearch opensearch clickhouse influxdb victoriametrics neo4j dgraph arangodb couchdb couchbase rethinkdb etcd consul minio mssql sqlserver dynamodb firestore spanner sqlite surrealdb qdrant milvus weaviate typesense meilisearch solr vitess proxysql pgbouncer alloydb questdb ravendb aerospike foundationdb supabase vault';
const BROKERS =
  'kafka redpanda rabbitmq nats pulsar activemq artemis nsq nsqd mosquitto emqx vernemq pubsub sqs elasticmq localstack zookeeper eventstore jetstream stan';
/** Words of tools beside a store, which store nothing. */
const TOOLS = new Set(
  'exporter admin phpmyadmin ui commander insight kafdrop akhq dashboard console migrate migrations client operator cli express setup init lookupd nsqlookupd nsqadmin connect schema reloader backup replicator indexer worker api agent'.split(
    ' ',
  ),
);
/** Words that a store's own name may have beside it. */
const BESIDE =
  /^(?:db|database|cache|server|broker|master|primary|replica|dev|local|tests?|component|emulator|cluster|node|storage|data|alpine|statefulset|\d+|[a-z]\d?)$/;

const KINDS = new Map<string, 'store' | 'broker'>([
  ...STORES.split(' ').map((name) => [name, 'store'] as const),
  ...BROKERS.split(' ').map((name) => [name, 'broker'] as const),
]);

/** Whether an image is a store or a broker of common make; null when it is neither. */
export function wellKnown(image: string): 'store' | 'broker' | null {
  const words = wordsOf(image);
  if (words.length > 4 || words.some((word) => TOOLS.has(word))) return null;
  return words.map(kindOf).find((kind) => kind !== null) ?? null;
}

/** Likewise of what a deployment of an unknown image is called: `user-redis` is one, `redis-sync` is not. */
export function calledStore(name: string): 'store' | 'broker' | null {
  const words = wordsOf(name);
  const kind = words.map(kindOf).find((found) => found !== null) ?? null;
  return words.every((word) => kindOf(word) !== null || BESIDE.test(word)) ? kind : null;
}

/** Names under which one product, or what speaks its protocol, is found. */
const SPOKEN: Readonly<Record<string, string>> = {
  postgresql: 'postgres', postgis: 'postgres', timescaledb: 'postgres', cockroach: 'postgres', cockroachdb: 'postgres',
  yugabyte: 'postgres', pgbouncer: 'postgres', alloydb: 'postgres', mariadb: 'mysql', percona: 'mysql', tidb: 'mysql',
  vitess: 'mysql', proxysql: 'mysql', mongo: 'mongodb', valkey: 'redis', keydb: 'redis', dragonfly: 'redis', mssql: 'sqlserver',
  scylla: 'cassandra', scylladb: 'cassandra', opensearch: 'elasticsearch', redpanda: 'kafka', jetstream: 'nats', stan: 'nats',
}; // biome-ignore format: a table

/** Which product an image or a name tells: that whose protocol it speaks; null when none. */
export function productOf(image: string): string | null {
  const word = wordsOf(image).find((one) => kindOf(one) !== null);
  const plain = word === undefined || KINDS.has(word) ? word : word.replace(/\d+$/, '');
  return plain === undefined ? null : (SPOKEN[plain] ?? plain);
}

function wordsOf(name: string): string[] {
  return name
    .slice(name.lastIndexOf('/') + 1)
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function kindOf(word: string): 'store' | 'broker' | null {
  return KINDS.get(word) ?? KINDS.get(word.replace(/\d+$/, '')) ?? null;
}
