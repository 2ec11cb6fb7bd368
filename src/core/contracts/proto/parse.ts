import { Cursor } from './cursor.ts';
import type { Enum, Field, Message, Method, ProtoFile, Range, Service } from './schema.ts';
import { tokensOf } from './tokens.ts';

interface Collected {
  messages: Message[];
  enums: Enum[];
  services: Service[];
}

/** Reads a .proto file; null where it is none that a compiler would take. */
export function parseProto(path: string, text: string): ProtoFile | null {
  const cursor = new Cursor(tokensOf(text));
  const found: Collected = { messages: [], enums: [], services: [] };
  const options = new Map<string, { value: string; line: number }>();
  let syntax = 'proto2';
  let [name, packageLine] = ['', 1];
  while (!cursor.atEnd) {
    const { line } = cursor;
    const word = cursor.take();
    if (word === 'syntax' || word === 'edition') {
      cursor.expect('=');
      syntax = cursor.value();
      cursor.endStatement();
    } else if (word === 'package') {
      [name, packageLine] = [cursor.take(), line];
      cursor.endStatement();
    } else if (word === 'option') {
      const option = cursor.optionName();
      cursor.expect('=');
      options.set(option, { value: cursor.value(), line });
      cursor.endStatement();
    } else if (word === 'service' && cursor.atName) service(cursor.take(), line, cursor, name, found);
    else if (!declaration(word, line, cursor, name, found)) cursor.endStatement();
  }
  return cursor.isBroken ? null : { path, syntax, package: name, packageLine, options, ...found };
}

/** A declaration that may stand in a file or in a message. */
function declaration(word: string, line: number, cursor: Cursor, scope: string, found: Collected): boolean {
  if (cursor.atName) {
    if (word === 'message') return message(cursor.take(), line, cursor, scope, found);
    if (word === 'enum') return enumeration(cursor.take(), line, cursor, scope, found);
    if (word === 'extend') {
      cursor.take();
      cursor.block();
      return true;
    }
  }
  return word === ';';
}

function message(own: string, line: number, cursor: Cursor, scope: string, found: Collected): true {
  const name = within(scope, own);
  const fields: Field[] = [];
  const oneofs: { name: string; line: number; endLine: number }[] = [];
  const numbers: Range[] = [];
  const names = new Set<string>();
  const extensions: Range[] = [];
  const members = (oneof: string | null): number =>
    cursor.within(() => {
      const at = cursor.line;
      const word = cursor.take();
      if (oneof === null && cursor.atName && word === 'oneof') {
        const group = cursor.take();
        oneofs.push({ name: group, line: at, endLine: members(group) });
      } else if (word === 'reserved') cursor.reserved(numbers, names);
      else if (word === 'extensions') cursor.reserved(extensions, new Set());
      else if (word === 'option') cursor.endStatement();
      else if (!declaration(word, at, cursor, name, found)) {
        const read = field(word, at, oneof, cursor);
        if (read) fields.push(read);
      }
    });
  const endLine = members(null);
  found.messages.push({ name, line, endLine, fields, oneofs, reserved: { numbers, names }, extensions });
  return true;
}

const LABELS = ['required', 'optional', 'repeated'] as const;

function field(first: string, line: number, oneof: string | null, cursor: Cursor): Field | null {
  const label = LABELS.find((one) => one === first && cursor.atName) ?? null;
  let type = label === null ? first : cursor.take();
  if (type === 'map' && cursor.at('<')) {
    cursor.take();
    const key = cursor.take();
    cursor.expect(',');
    type = `map<${key}, ${bare(cursor.take())}>`;
    cursor.expect('>');
  }
  const name = cursor.take();
  cursor.expect('=');
  const number = Number(cursor.take());
  const options = cursor.options();
  // A group declares its fields at once.
  if (cursor.at('{')) cursor.block();
  else cursor.endStatement();
  return Number.isInteger(number) ? { name, number, type: bare(type), label, oneof, options, line } : null;
}

function enumeration(own: string, line: number, cursor: Cursor, scope: string, found: Collected): true {
  const values: { name: string; number: number; line: number }[] = [];
  const numbers: Range[] = [];
  const names = new Set<string>();
  const endLine = cursor.within(() => {
    const at = cursor.line;
    const name = cursor.take();
    if (name === 'reserved') return cursor.reserved(numbers, names);
    if (name === 'option') return cursor.endStatement();
    if (name === ';') return;
    cursor.expect('=');
    const number = cursor.number();
    cursor.options();
    cursor.endStatement();
    if (Number.isInteger(number)) values.push({ name, number, line: at });
  });
  found.enums.push({ name: within(scope, own), line, endLine, values, reserved: { numbers, names } });
  return true;
}

function service(own: string, line: number, cursor: Cursor, scope: string, found: Collected): void {
  const methods: Method[] = [];
  const endLine = cursor.within(() => {
    const at = cursor.line;
    const word = cursor.take();
    if (word !== 'rpc') return word === ';' ? undefined : cursor.endStatement();
    const name = cursor.take();
    const [request, streamsRequest] = cursor.messageType();
    cursor.expect('returns');
    const [response, streamsResponse] = cursor.messageType();
    const options = new Map<string, string>();
    if (cursor.at('{'))
      cursor.within(() => {
        if (cursor.take() !== 'option') return;
        const option = cursor.optionName();
        cursor.expect('=');
        options.set(option, cursor.value());
        cursor.endStatement();
      });
    else cursor.endStatement();
    const types = { request: bare(request), response: bare(response), streamsRequest, streamsResponse };
    methods.push({ name, ...types, options, line: at });
  });
  found.services.push({ name: within(scope, own), line, endLine, methods });
}

function within(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}

function bare(type: string): string {
  return type.replace(/^\./, '');
}
