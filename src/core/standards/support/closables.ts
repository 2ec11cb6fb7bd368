import type { Callee, GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isListed, type Sources } from './sources.ts';

/** Things that hold a file descriptor or a pooled connection, opened for one piece of work. */
const HANDLES: Sources = {
  os: /^(?:(?:Root\.)?(?:Open|Create|OpenFile)|CreateTemp|OpenInRoot|OpenRoot)$/,
  'archive/zip': /^OpenReader$/,
  net: /^(?:Dialer\.Dial(?:Context)?|Dial(?:Timeout|TCP|UDP|Unix|IP)?)$/,
  'crypto/tls': /^(?:Dial|DialWithDialer|Dialer\.Dial(?:Context)?)$/,
  'mime/multipart': /^FileHeader\.Open$/,
  'database/sql': /^DB\.Conn$/,
  'github.com/jmoiron/sqlx': /^DB\.Connx$/,
  'github.com/jackc/pgx/v5': /^Connect(?:Config|WithOptions)?$/,
  'github.com/jackc/pgx/v5/pgxpool': /^Pool\.Acquire$/,
  'github.com/gorilla/websocket': /^(?:Dialer\.Dial(?:Context)?|Upgrader\.Upgrade)$/,
  'github.com/segmentio/kafka-go': /^(?:Dial(?:Context|Leader|Partition)?|Dialer\.Dial\w*)$/,
};

/** Clients, pools and listeners: they mostly live as long as the process. */
const CLIENTS: Sources = {
  net: /^Listen(?:Packet|TCP|UDP|Unix)?$|^ListenConfig\.Listen(?:Packet)?$/,
  'crypto/tls': /^Listen$/,
  'database/sql': /^OpenDB$|^Open$/,
  'github.com/jmoiron/sqlx': /^(?:Must)?(?:Open|Connect)(?:Context)?$/,
  'github.com/jackc/pgx/v5/pgxpool': /^New(?:WithConfig)?$/,
  'google.golang.org/grpc': /^(?:NewClient|Dial|DialContext)$/,
  'github.com/redis/go-redis/v9':
    /^New(?:Client|ClusterClient|FailoverClient|FailoverClusterClient|UniversalClient|Ring)$/,
  'github.com/go-redis/redis/v8':
    /^New(?:Client|ClusterClient|FailoverClient|FailoverClusterClient|UniversalClient|Ring)$/,
  'github.com/rabbitmq/amqp091-go': /^Dial(?:TLS|Config)?$/,
  'github.com/streadway/amqp': /^Dial(?:TLS|Config)?$/,
  'github.com/segmentio/kafka-go': /^New(?:Reader|Writer|ConsumerGroup)$/,
  'github.com/confluentinc/confluent-kafka-go/v2/kafka': /^New(?:Producer|Consumer|AdminClient)$/,
  'github.com/IBM/sarama': /^New(?:Client|SyncProducer|AsyncProducer|Consumer|ConsumerGroup|ClusterAdmin)$/,
  'github.com/Shopify/sarama': /^New(?:Client|SyncProducer|AsyncProducer|Consumer|ConsumerGroup|ClusterAdmin)$/,
  'github.com/nats-io/nats.go': /^Connect$/,
  'go.mongodb.org/mongo-driver/mongo': /^Connect$/,
  'go.mongodb.org/mongo-driver/v2/mongo': /^Connect$/,
  'cloud.google.com/go/storage': /^New(?:GRPC)?Client$/,
};

/** What gives them back. */
export const CLOSES = new Set([
  '.Close()',
  '.CloseNow()',
  '.CloseNoWait()',
  '.Release()',
  '.Hijack()',
  '.Disconnect()',
  '.Drain()',
  '.Shutdown()',
]);

export function isHandle(callee: Callee): boolean {
  return isListed(HANDLES, callee);
}

export function isClient(callee: Callee): boolean {
  return isListed(CLIENTS, callee);
}

/** The call makes a client or pool that is meant to be shared: no listener. */
export function isSharedClient(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  return callee !== null && isClient(callee) && callee.package !== 'net' && callee.package !== 'crypto/tls';
}

/** `db`, `conn` in words. */
export function wordFor({ package: path, receiver, name }: Callee): string {
  if (path === 'os' || path === 'archive/zip' || path === 'mime/multipart') return 'file';
  if (/Listen/.test(name)) return 'listener';
  if (receiver === null && isClient({ package: path, receiver, name })) return 'client';
  return 'connection';
}
