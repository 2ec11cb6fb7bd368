/** How a library is told a topic, a queue or a subject. */
export interface Route {
  path: RegExp;
  /** Type of a method's receiver or of a literal; absent for functions. */
  of?: RegExp;
  name: RegExp;
  kind: 'publish' | 'consume';
  /** Arguments that hold the subject (its parts), or fields of the literal. */
  at: readonly number[] | readonly string[];
  /** What must be called somewhere in the program for a literal or an option to have an effect. */
  verb?: RegExp;
}

const SARAMA = /\/sarama$/;
const KAFKA_GO = /segmentio\/kafka-go$/;
const FRANZ = /franz-go\/pkg\/kgo$/;
const CONFLUENT = /confluent-kafka-go(?:\/v\d+)?\/kafka$/;
const AMQP = /(?:amqp091-go|streadway\/amqp)$/;
const NATS = /nats-io\/(?:nats\.go|go-nats)(?:\/jetstream)?$|nats-io\/stan\.go$/;
const REDIS = /\/go-redis\/v\d+$|go-redis\/redis(?:\/v\d+)?$/;
const WATERMILL = /watermill(?:\/v\d+)?\/(?:message|components\/\w+)$/;
const PUBSUB = /^cloud\.google\.com\/go\/pubsub(?:\/v\d+)?$/;
const ASYNQ = /hibiken\/asynq$/;
const RABBIT = /wagslane\/go-rabbitmq$/;
const MICRO = /^(?:go-micro\.dev\/v\d+|github\.com\/(?:asim|micro)\/go-micro(?:\/v\d+)?)$/;
const KQ = /(?:zeromicro|tal-tech)\/go-queue\/kq$/;
const DAPR = /dapr\/go-sdk\/(?:client|service\/common)$/;

const KAFKA_SENDS = /^(?:WriteMessages|SendMessages?|Produce(?:Sync)?|TryProduce|Input)$/;
const KAFKA_READS = /^(?:ReadMessage|FetchMessage|Consume|ConsumePartition|PollFetches|PollRecords|Poll|Messages)$/;

/** Names of brokers by library. */
export const BROKERS: readonly [path: RegExp, broker: string][] = [
  [SARAMA, 'kafka'], [KAFKA_GO, 'kafka'], [FRANZ, 'kafka'], [CONFLUENT, 'kafka'], [AMQP, 'rabbitmq'], [RABBIT, 'rabbitmq'],
  [NATS, 'nats'], [REDIS, 'redis'], [ASYNQ, 'redis'], [PUBSUB, 'pubsub'], [WATERMILL, 'broker'], [DAPR, 'dapr'], [MICRO, 'broker'], [KQ, 'kafka'],
]; // biome-ignore format: a table

export const ROUTES: readonly Route[] = [
  { path: SARAMA, of: /^ProducerMessage$/, name: /^\{\}$/, kind: 'publish', at: ['Topic'] },
  { path: SARAMA, of: /^ConsumerGroup$/, name: /^Consume$/, kind: 'consume', at: [1] },
  { path: SARAMA, of: /^(?:Partition)?Consumer$/, name: /^ConsumePartition$/, kind: 'consume', at: [0] },
  {
    path: KAFKA_GO,
    of: /^(?:Writer|WriterConfig|Message)$/,
    name: /^\{\}$/,
    kind: 'publish',
    at: ['Topic'],
    verb: KAFKA_SENDS,
  },
  {
    path: KAFKA_GO,
    of: /^ReaderConfig$/,
    name: /^\{\}$/,
    kind: 'consume',
    at: ['Topic', 'GroupTopics'],
    verb: KAFKA_READS,
  },
  { path: FRANZ, of: /^Record$/, name: /^\{\}$/, kind: 'publish', at: ['Topic'], verb: KAFKA_SENDS },
  { path: FRANZ, name: /^DefaultProduceTopic$/, kind: 'publish', at: [0], verb: KAFKA_SENDS },
  { path: FRANZ, name: /^ConsumeTopics$/, kind: 'consume', at: [0, 1, 2, 3], verb: KAFKA_READS },
  { path: FRANZ, name: /^ConsumePartitions$/, kind: 'consume', at: [0], verb: KAFKA_READS },
  {
    path: FRANZ,
    of: /^Client$/,
    name: /^AddConsume(?:Topics|Partitions)$/,
    kind: 'consume',
    at: [0, 1, 2],
    verb: KAFKA_READS,
  },
  { path: CONFLUENT, of: /^TopicPartition$/, name: /^\{\}$/, kind: 'publish', at: ['Topic'], verb: KAFKA_SENDS },
  { path: CONFLUENT, of: /^Consumer$/, name: /^Subscribe(?:Topics)?$/, kind: 'consume', at: [0] },
  { path: AMQP, of: /^Channel$|^$/, name: /^Publish$/, kind: 'publish', at: [0, 1] },
  {
    path: AMQP,
    of: /^Channel$|^$/,
    name: /^PublishWith(?:Deferred\w+)?(?:WithContext|Context)$/,
    kind: 'publish',
    at: [1, 2],
  },
  { path: AMQP, of: /^Channel$|^$/, name: /^Consume$/, kind: 'consume', at: [0] },
  { path: AMQP, of: /^Channel$|^$/, name: /^ConsumeWithContext$/, kind: 'consume', at: [1] },
  { path: AMQP, of: /^Channel$|^$/, name: /^Get$/, kind: 'consume', at: [0] },
  { path: RABBIT, of: /^Publisher$|^$/, name: /^Publish$/, kind: 'publish', at: [1] },
  { path: RABBIT, of: /^Publisher$|^$/, name: /^PublishWithContext$/, kind: 'publish', at: [2] },
  { path: RABBIT, name: /^NewConsumer$/, kind: 'consume', at: [1, 2] },
  {
    path: NATS,
    of: /^(?:Conn|EncodedConn|JetStream\w*|Publisher)$|^$/,
    name: /^(?:Publish|PublishAsync|PublishRequest)$/,
    kind: 'publish',
    at: [0, 1],
  },
  { path: NATS, of: /^Msg$/, name: /^\{\}$/, kind: 'publish', at: ['Subject'], verb: /^PublishMsg\w*$/ },
  {
    path: NATS,
    of: /^(?:Conn|EncodedConn|JetStream\w*)$|^$/,
    name: /^(?:Queue|Chan|ChanQueue|Pull)?Subscribe(?:Sync)?$/,
    kind: 'consume',
    at: [0],
  },
  { path: REDIS, of: /Client$|^Pipeliner$|^cmdable$/, name: /^S?Publish$/, kind: 'publish', at: [1] },
  { path: REDIS, of: /Client$|^cmdable$/, name: /^[PS]?Subscribe$/, kind: 'consume', at: [1, 2] },
  { path: REDIS, of: /^XAddArgs$/, name: /^\{\}$/, kind: 'publish', at: ['Stream'] },
  { path: REDIS, of: /^XRead(?:Group)?Args$/, name: /^\{\}$/, kind: 'consume', at: ['Streams'] },
  { path: WATERMILL, of: /Publisher$|^$/, name: /^Publish$/, kind: 'publish', at: [0] },
  { path: WATERMILL, of: /Subscriber$|^$/, name: /^Subscribe$/, kind: 'consume', at: [1] },
  { path: WATERMILL, of: /^Router$|^$/, name: /^Add(?:NoPublisher|Consumer)?Handler$/, kind: 'consume', at: [1] },
  { path: WATERMILL, of: /^Router$|^$/, name: /^AddHandler$/, kind: 'publish', at: [3] },
  { path: PUBSUB, of: /^Client$/, name: /^(?:Topic|Publisher)$/, kind: 'publish', at: [0], verb: /^Publish$/ },
  { path: PUBSUB, of: /^Client$/, name: /^(?:Subscription|Subscriber)$/, kind: 'consume', at: [0], verb: /^Receive$/ },
  { path: ASYNQ, name: /^NewTask$/, kind: 'publish', at: [0], verb: /^(?:Enqueue\w*|Register)$/ },
  { path: ASYNQ, of: /^ServeMux$/, name: /^Handle(?:Func)?$/, kind: 'consume', at: [0] },
  { path: MICRO, name: /^RegisterSubscriber$/, kind: 'consume', at: [0] },
  { path: MICRO, name: /^New(?:Event|Publisher)$/, kind: 'publish', at: [0], verb: /^Publish$/ },
  { path: KQ, name: /^(?:Must)?NewQueue$/, kind: 'consume', at: [] },
  { path: KQ, name: /^NewPusher$/, kind: 'publish', at: [1], verb: /^K?Push(?:WithKey)?$/ },
  { path: DAPR, name: /^Publish(?:Event|EventfromCustomContent)$/, of: /Client$/, kind: 'publish', at: [2] },
  { path: DAPR, of: /^Subscription$/, name: /^\{\}$/, kind: 'consume', at: ['Topic'] },
];
