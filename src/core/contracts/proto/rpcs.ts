import type { Message, Method, ProtoFile } from './schema.ts';
import { elementOf } from './world.ts';

/** A method of a service that the change adds, removes or gives another shape. */
export interface ChangedRpc {
  /** `/shop.v1.Orders/Get`. */
  name: string;
  change: 'added' | 'removed' | 'changed';
  /** At head, or at base for what is gone. */
  at: { path: string; line: number };
}

/** What became of the methods of the services that these files declare, all that changed on either side. */
export function changedRpcs(before: readonly ProtoFile[], after: readonly ProtoFile[]): ChangedRpc[] {
  const [old, now] = [rpcsOf(before), rpcsOf(after)];
  return [
    ...[...now].flatMap(([name, rpc]): ChangedRpc[] => {
      const was = old.get(name);
      if (was?.shape === rpc.shape) return [];
      return [{ name, change: was ? 'changed' : 'added', at: rpc.at }];
    }),
    ...[...old].flatMap(([name, { at }]): ChangedRpc[] => (now.has(name) ? [] : [{ name, change: 'removed', at }])),
  ];
}

interface Rpc {
  shape: string;
  at: ChangedRpc['at'];
}

function rpcsOf(files: readonly ProtoFile[]): Map<string, Rpc> {
  const messages = new Map(files.flatMap((file) => file.messages.map((message) => [message.name, message] as const)));
  return new Map(
    files.flatMap(({ path, package: own, services }) =>
      services.flatMap((service) =>
        service.methods.map((method) => [
          `/${service.name}/${method.name}`,
          { shape: shapeOf(method, own, messages), at: { path, line: method.line } },
        ]),
      ),
    ),
  );
}

/** With the fields of what it takes and gives, and of the messages within. */
function shapeOf(method: Method, own: string, messages: ReadonlyMap<string, Message>): string {
  const seen = new Map<string, unknown>();
  const look = (type: string) => {
    const name = [type, `${own}.${type}`].find((one) => messages.has(one));
    const message = name === undefined ? undefined : messages.get(name);
    if (name === undefined || !message || seen.has(name)) return;
    seen.set(name, null);
    const fields = message.fields.map((field) => [field.number, field.name, field.type, field.label, field.oneof]);
    seen.set(name, fields);
    for (const field of message.fields) look(elementOf(field.type));
  };
  look(method.request);
  look(method.response);
  const { request, response, streamsRequest, streamsResponse } = method;
  return JSON.stringify([request, response, streamsRequest, streamsResponse, [...seen].sort()]);
}

/**
 * Methods of these files that a break of a declaration is felt by: one of them, all of a service, or those that exchange
 * a message or enumeration, however deep within others.
 */
export function methodsFeeling(files: readonly ProtoFile[], { name, member }: { name: string; member: string | null }) {
  const found: string[] = [];
  const messages = new Map(files.flatMap((file) => file.messages.map((message) => [message.name, message] as const)));
  for (const { package: own, services } of files)
    for (const service of services)
      for (const method of service.methods) {
        const isOwn = service.name === name && (member === null || member === method.name);
        if (isOwn || reaches([method.request, method.response], name, own, messages))
          found.push(`/${service.name}/${method.name}`);
      }
  return found;
}

function reaches(types: readonly string[], name: string, own: string, messages: ReadonlyMap<string, Message>): boolean {
  const met = new Set(types);
  for (const type of met) {
    if (type === name || `${own}.${type}` === name) return true;
    const message = messages.get(type) ?? messages.get(`${own}.${type}`);
    for (const field of message?.fields ?? []) met.add(elementOf(field.type));
  }
  return false;
}
