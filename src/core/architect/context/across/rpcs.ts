import type { ChangedFile } from '../../../change/change.ts';
import { parseProto } from '../../../contracts/proto/parse.ts';
import type { Message, ProtoFile } from '../../../contracts/proto/schema.ts';
import { typesImplementing } from '../../../standards/support/implementations.ts';
import { declaration, type Excerpt } from '../around/excerpt.ts';
import type { Crossing } from './across.ts';
import { editedLines, isEdited } from './edited.ts';
import { isHandler } from './handler.ts';
import { excerptsAt } from './places.ts';

const MOST_SERVERS = 2;
const MOST_CALLERS = 3;

interface Rpc {
  /** Full name. */
  service: string;
  method: string;
  /** All that the service lists. */
  listed: readonly string[];
}

/** For a changed .proto file: who serves the methods that it touches, and who calls them. */
export function otherSideOfRpcs(file: ChangedFile, { index, map, sight }: Crossing): Excerpt[] {
  const sides = (['head', 'base'] as const).flatMap((side) => {
    const path = side === 'head' ? file.path : file.basePath;
    const text = path === null ? null : sight.lines(side, path)?.join('\n');
    const parsed = path === null || text == null ? null : parseProto(path, text);
    return parsed ? touchedRpcs(parsed, editedLines(file)[side]) : [];
  });
  const rpcs = new Map(sides.map((rpc) => [`/${rpc.service}/${rpc.method}`, rpc]));
  return [...rpcs].flatMap(([subject, { service, method, listed }]) => {
    const name = `${service.slice(service.lastIndexOf('.') + 1)}.${method}`;
    const servers = typesImplementing(index, listed).flatMap(({ package: path, type }) => {
      const found = index.declaredFunction({ package: path, receiver: type, name: method });
      const isOwn = found !== null && !found.file.facts.generated && isHandler(found.fact);
      return isOwn ? [declaration(found, { why: `serves ${name}`, worth: 6, for: file.path })] : [];
    });
    const callers = (map?.edges ?? []).flatMap((edge) =>
      edge.kind === 'grpc' && edge.subject === subject
        ? excerptsAt(index, edge.evidence, {
            why: `${edge.from} calls ${name}`,
            worth: 6,
            about: method,
            for: file.path,
          })
        : [],
    );
    return [...servers.slice(0, MOST_SERVERS), ...callers.slice(0, MOST_CALLERS)];
  });
}

/** Methods that were edited, or that exchange a message which was, or which holds one. */
function touchedRpcs({ messages, services }: ProtoFile, edited: ReadonlySet<number>): Rpc[] {
  const touched = new Set(messages.filter((one) => isEdited(one, edited)).map(({ name }) => lastOf(name)));
  const holds = ({ name, fields }: Message) =>
    !touched.has(lastOf(name)) &&
    fields.some(({ type }) => type.match(/[\w.]+/g)?.some((one) => touched.has(lastOf(one))));
  for (let more = messages.filter(holds); more.length > 0; more = messages.filter(holds))
    for (const { name } of more) touched.add(lastOf(name));
  return services.flatMap(({ name: service, methods }) =>
    methods
      .filter(
        ({ line, request, response }) =>
          edited.has(line) || touched.has(lastOf(request)) || touched.has(lastOf(response)),
      )
      .map(({ name: method }) => ({ service, method, listed: methods.map(({ name }) => name) })),
  );
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
