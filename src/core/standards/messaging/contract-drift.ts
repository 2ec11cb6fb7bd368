import { type Drift, driftsOf } from '../../services/messages/drift.ts';
import { lineOf, type MessageKey, type MessageType } from '../../services/messages/message-types.ts';
import { type RenamedTopic, renamedTopics } from '../../services/messages/renamed-topics.ts';
import { defineStandard } from '../standard.ts';

const DOCKERFILE =
  'FROM golang:1.25 AS b\nCOPY . /src\nWORKDIR /src\nRUN go build -o /app .\nFROM scratch\nCOPY --from=b /app /app\nENTRYPOINT ["/app"]\n';
const sender = (...fields: string[]) => `package main

import (
	"context"
	"encoding/json"

	"github.com/segmentio/kafka-go"
)

type OrderPlaced struct {
${fields.map((field) => `\t${field}\n`).join('')}}

func place(ctx context.Context, w *kafka.Writer, order OrderPlaced) error {
	payload, err := json.Marshal(order)
	if err != nil {
		return err
	}
	return w.WriteMessages(ctx, kafka.Message{Topic: "orders.placed", Value: payload})
}

func main() { _ = place(context.Background(), &kafka.Writer{}, OrderPlaced{}) }
`;
const reader = (...fields: string[]) => `package main

import (
	"context"
	"encoding/json"

	"github.com/segmentio/kafka-go"
)

type orderPlaced struct {
${fields.map((field) => `\t${field}\n`).join('')}}

func handle(value []byte) error {
	var order orderPlaced
	if err := json.Unmarshal(value, &order); err != nil {
		return err
	}
	return send(order.ID, order.Email, order.Total)
}

func send(id, email string, total any) error { return nil }

func main() {
	r := kafka.NewReader(kafka.ReaderConfig{Topic: "orders.placed"})
	m, _ := r.ReadMessage(context.Background())
	_ = handle(m.Value)
}
`;
const ID = 'ID string `json:"id"`';
const EMAIL = 'Email string `json:"email"`';
const total = (key: string, type = 'int64') => `Total ${type} \`json:"${key}"\``;
const shop = (orders: string, mail: string) => ({
  'compose.yaml': 'services:\n  orders: {build: services/orders}\n  mail: {build: services/mail}\n',
  'services/orders/Dockerfile': DOCKERFILE,
  'services/mail/Dockerfile': DOCKERFILE,
  'services/orders/main.go': orders,
  'services/mail/main.go': mail,
});
const WANT = ' // want';
/** The services as they are at base, and what a change makes of them. */
function renaming(ofSender: (text: string) => string, ofReader: (text: string) => string): Record<string, string> {
  const before = shop(sender(ID, EMAIL, total('total')), reader(ID, EMAIL, total('total')));
  const { 'services/orders/main.go': orders, 'services/mail/main.go': mail, ...deployed } = before;
  return {
    ...Object.fromEntries(Object.entries(deployed).map(([path, text]) => [`=${path}`, text])),
    'base:services/orders/main.go': orders,
    'base:services/mail/main.go': mail,
    'services/orders/main.go': ofSender(orders),
    'services/mail/main.go': ofReader(mail),
  };
}

export const contractDrift = defineStandard({
  id: 'messaging/contract-drift',
  severity: 'high',
  lane: 'H',
  flags: ['distributed-monolith'],
  title: 'Message that its reader expects otherwise than its sender makes it',
  why: 'JSON that lacks a key decodes without an error: the reader goes on with an empty text or a zero, mails an amount of 0.00 or writes it into its books. A value of another kind fails every message of the topic. Nothing between the two services says so before production, since each compiles by itself.',
  fix: 'Add the new key beside the old one, send both, move every reader over, and only then drop the old one. Let a test of either side read one sample of the message that lies where both find it, or generate both structs of one schema.',
  references: [
    'https://docs.confluent.io/platform/current/schema-registry/fundamentals/schema-evolution.html',
    'https://martinfowler.com/articles/consumerDrivenContracts.html',
    'https://pkg.go.dev/encoding/json#Unmarshal',
  ],
  examples: {
    bad: [
      shop(sender(ID, EMAIL, total('total') + WANT), reader(ID, EMAIL, total('total_cents'))),
      // The kind of the value.
      shop(sender(ID, EMAIL, total('total', 'string') + WANT), reader(ID, EMAIL, total('total'))),
      // Called otherwise on the other side.
      shop(
        sender(ID, EMAIL, total('sum') + WANT).replaceAll('OrderPlaced', 'OrderPlacedEvent'),
        reader(ID, EMAIL, total('total')),
      ),
      // Nothing in its place: either side may have changed.
      shop(sender(ID, EMAIL).replace('OrderPlaced struct {', '$& // want'), reader(ID, EMAIL, total('total') + WANT)),
      // The topic itself, at one end alone.
      renaming(
        (text) => text.replace('"orders.placed", Value: payload})', '"orders.placed.v2", Value: payload}) // want'),
        (text) => text,
      ),
      renaming(
        (text) => text,
        (text) => text.replace('"orders.placed"})', '"order-placed-v2"}) // want'),
      ),
    ],
    good: [
      shop(sender(ID, EMAIL, total('total')), reader(ID, EMAIL, total('total'))),
      // Both ends of the topic move.
      renaming(
        (text) => text.replace('orders.placed', 'orders.placed.v2'),
        (text) => text.replace('orders.placed', 'orders.placed.v2'),
      ),
      // Another stream of messages, of another team perhaps.
      renaming(
        (text) => text,
        (text) => text.replace('orders.placed', 'newsletter'),
      ),
      // More than the reader needs.
      shop(sender(ID, EMAIL, total('total'), 'Note string `json:"note"`'), reader(ID, EMAIL, total('total'))),
      // It may be left out.
      shop(sender(ID, EMAIL), reader(ID, EMAIL, total('total,omitempty', '*int64'))),
      // Nothing of the reader takes it.
      shop(sender(ID, EMAIL), reader(ID, EMAIL, 'Note string `json:"note"`').replace('order.Total', 'nil')),
      // Another message of the same name.
      shop(sender('Key string `json:"key"`', 'At string `json:"at"`'), reader(ID, EMAIL, total('total'))),
    ],
  },
  services({ map, index }, report) {
    for (const drift of driftsOf(map, index)) {
      const { sent, read, wanted, given } = drift;
      const sender = placeOf(sent, given);
      const reader = placeOf(read, wanted);
      report(sender, { message: messageOf(drift), about: extentOf(sent), evidence: [reader] });
      // Where a key was renamed, its old name tells the same at the other side.
      if (given === null) report(reader, { message: messageOf(drift), about: extentOf(read), evidence: [sender] });
    }
  },
  change({ diff }, report) {
    for (const renamed of renamedTopics(diff)) {
      const [moved] = renamed.mover.evidence;
      if (moved) report(moved, { message: renamedMessage(renamed), evidence: renamed.stayed.evidence.slice(0, 1) });
    }
  },
});

function renamedMessage({ moved, was, now, mover, stayed }: RenamedTopic): string {
  return moved === 'publish'
    ? `\`${mover.from}\` publishes to \`${now}\` where it published to \`${was}\`, which \`${stayed.from}\` goes on reading: no message reaches it any more, and nothing of the repository reads \`${now}\`.`
    : `\`${mover.from}\` reads \`${now}\` where it read \`${was}\`, to which \`${stayed.from}\` goes on publishing: nothing of the repository publishes to \`${now}\`, and what comes in is read by nobody.`;
}

function messageOf({ from, to, sent, read, wanted, given }: Drift): string {
  const { key, field } = wanted;
  if (given?.key.toLowerCase() === key.toLowerCase())
    return `\`${to}\` reads \`${key}\` of the message \`${sent.name}\` of \`${from}\` as \`${field.type}\`, and it is sent as \`${given.field.type}\`: decoding it as \`${read.name}\` fails for every message.`;
  const instead = given ? `, where \`${from}\` sends \`${given.key}\`` : `, which \`${from}\` does not send`;
  return `\`${to}\` reads \`${key}\` of the message \`${sent.name}\`${instead}: \`${read.name}.${field.name}\` is empty in every message, and no error says so.`;
}

function placeOf(type: MessageType, key: MessageKey | null) {
  const line = key ? lineOf(type, key) : type.fact.line;
  const text = key ? `${key.field.name} ${key.field.type}` : `type ${type.name} struct`;
  return { path: type.file.path, line, text };
}

function extentOf({ fact: { line, endLine } }: MessageType) {
  return { line, endLine };
}
