import type { Field, Message, ProtoFile } from './schema.ts';

/** A message, or a field of one, that generated code has no longer, or has otherwise. */
export interface ChangedMessage {
  /** Full name of the message. */
  message: string;
  /** Null for the message itself. */
  field: string | null;
  change: 'removed' | 'changed';
  /** Of the field, or of the message where the field is gone; null where that is gone, too. */
  at: { path: string; line: number } | null;
  /** What generated code is called: import path (null where the file does not say), type, members. */
  go: { package: string | null; type: string; members: readonly string[] };
}

/** What became of the messages of these files that others may name; what is new, nobody names yet. */
export function changedMessages(before: readonly ProtoFile[], after: readonly ProtoFile[]): ChangedMessage[] {
  const now = new Map(
    after.flatMap((file) => file.messages.map((message) => [message.name, { file, message }] as const)),
  );
  return before.flatMap((file) =>
    file.messages.flatMap((message): ChangedMessage[] => {
      const go = { package: importPath(file), type: typeName(file, message), members: [] };
      const same = now.get(message.name);
      if (!same) return [{ message: message.name, field: null, change: 'removed', at: null, go }];
      return message.fields.flatMap((field): ChangedMessage[] => {
        const other = same.message.fields.find(({ name }) => name === field.name);
        if (other && shapeOf(other) === shapeOf(field)) return [];
        const name = camelCase(field.name);
        return [
          {
            message: message.name,
            field: field.name,
            change: other ? 'changed' : 'removed',
            at: { path: same.file.path, line: (other ?? same.message).line },
            go: { ...go, members: [name, `Get${name}`] },
          },
        ];
      });
    }),
  );
}

function shapeOf({ number, type, label, oneof }: Field): string {
  return JSON.stringify([number, type, label, oneof]);
}

/** `example.com/gen/shop/v1` of `option go_package = "example.com/gen/shop/v1;shopv1";` */
function importPath({ options }: ProtoFile): string | null {
  return options.get('go_package')?.value.replace(/^"|"$/g, '').split(';')[0] || null;
}

/** `Order_Line` of the message `shop.v1.Order.Line`. */
function typeName({ package: own }: ProtoFile, { name }: Message): string {
  const local = own !== '' && name.startsWith(`${own}.`) ? name.slice(own.length + 1) : name;
  return local.split('.').map(camelCase).join('_');
}

/** As protoc-gen-go names things. */
function camelCase(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()).replace(/^_/, 'X_');
}
