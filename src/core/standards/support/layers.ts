import type { GoIndex } from '../../go/index/go-index.ts';
import { importsOf, type SourcePackage } from '../../go/index/source-package.ts';

/** Clients of databases, brokers and other services. */
export const DRIVER =
  /^(?:database\/sql|github\.com\/(?:jackc\/pgx\/.+|jmoiron\/sqlx|lib\/pq|go-sql-driver\/mysql|redis\/go-redis\/.+|go-redis\/redis.*|gomodule\/redigo\/.+|(?:IBM|Shopify)\/sarama|segmentio\/kafka-go|confluentinc\/confluent-kafka-go.*|rabbitmq\/amqp091-go|streadway\/amqp|nats-io\/nats\.go.*|aws\/aws-sdk-go.*\/service\/.+|elastic\/go-elasticsearch.*|gocql\/gocql)|gorm\.io\/gorm|go\.mongodb\.org\/mongo-driver\/.*mongo)$/;
/** Packages that stand between the code and a database. */
export const STORES =
  /^(?:stores?|storage|repositor(?:y|ies)|repos?|persistence|dao|postgres|mysql|mongo|db|database|adapters?|infra(?:structure)?)$/;
/** Packages that stand between the code and its callers. */
export const TRANSPORT = /^(?:handlers?|transport|controllers?|delivery|rest|http|grpc|api)$/;
/** Packages of rules, by convention. */
export const DOMAIN = /^(?:domain|entit(?:y|ies))$/;
export const USE_CASES = /^(?:usecases?|use_cases|services?|app|application|interactors?)$/;

export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Import paths of a package, tests aside. */
export function importsIn(own: SourcePackage): Set<string> {
  const files = own.files.filter(({ path }) => !path.endsWith('_test.go'));
  return new Set(files.flatMap((file) => importsOf(file).map(({ path }) => path)));
}

/** A package below that keeps data for this one, and is built on it: `orders/store` of `orders`. */
export function adapterOf(index: GoIndex, own: SourcePackage): string | null {
  const below = index
    .importers(own.path)
    .flatMap(({ path }) => index.packageOf(path) ?? [])
    .filter((one) => one.path.startsWith(`${own.path}/`) && STORES.test(lastOf(one.path)));
  return below.find((one) => [...importsIn(one)].some((path) => DRIVER.test(path)))?.path ?? null;
}
