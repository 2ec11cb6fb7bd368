import type { Break } from './compare.ts';
import type { Method } from './schema.ts';
import type { Types, World } from './world.ts';

type Difference = [what: string, breaks: Break['breaks']];

export function compareServices(before: World, after: World, types: Types): Break[] {
  return [...before.services].flatMap(([name, { file, declaration }]) => {
    const now = after.services.get(name);
    const was = { path: file.path, line: declaration.line };
    const at = now ? { path: now.file.path, line: now.declaration.line } : null;
    const common = { package: file.package, of: { name, at, was } };
    if (!now) {
      const message = `Service \`${name}\` is gone: a client that still calls \`/${name}/…\` finds nothing in the new version that answers.`;
      return [{ ...common, message, breaks: 'wire' as const, at: null, was, member: null }];
    }
    const methods = new Map(now.declaration.methods.map((method) => [method.name, method]));
    return declaration.methods.flatMap((old): Break[] => {
      const method = methods.get(old.name);
      const differences: Difference[] = method
        ? differencesOf(old, method, types)
        : [['is gone: clients that still call it get an error, from gRPC UNIMPLEMENTED.', 'wire']];
      return differences.map(([what, breaks]) => ({
        ...{ ...common, breaks, member: old.name, message: `\`/${name}/${old.name}\` ${what}` },
        at: method ? { path: now.file.path, line: method.line } : null,
        was: { path: file.path, line: old.line },
      }));
    });
  });
}

function differencesOf(old: Method, now: Method, types: Types): Difference[] {
  const found: Difference[] = [];
  const changed = (from: string, to: string, verbs: [was: string, is: string], whom: string) => {
    const sameness = types.compare(from, to);
    if (sameness === 'same') return;
    const shape = `${verbs[0]} \`${from}\` and ${verbs[1]} \`${to}\``;
    if (sameness === 'alike')
      found.push([
        `${shape}, which reads the same on the wire: code generated for ${whom} no longer compiles.`,
        'source',
      ]);
    else found.push([`${shape}: what is sent is read as another message, field by field where numbers agree.`, 'wire']);
  };
  changed(old.request, now.request, ['took', 'takes'], 'clients');
  changed(old.response, now.response, ['answered', 'answers'], 'clients');
  if (old.streamsRequest !== now.streamsRequest || old.streamsResponse !== now.streamsResponse)
    found.push([
      `was ${streaming(old)} and is ${streaming(now)}: calls between the two shapes fail unless just one message goes each way, and generated code that uses it no longer compiles.`,
      'wire',
    ]);
  const [before, after] = [old, now].map(({ options }) => options.get('idempotency_level') ?? null);
  if (before !== after && before !== null)
    found.push([
      `was ${before} and is ${after ?? 'not said to be so any more'}: clients and proxies that retry it, or send it as GET, rely on the old word.`,
      'source',
    ]);
  return found;
}

function streaming({ streamsRequest, streamsResponse }: Method): string {
  if (streamsRequest && streamsResponse) return 'a stream in both directions';
  if (streamsRequest) return 'a stream of requests';
  return streamsResponse ? 'a stream of answers' : 'one request and one answer';
}
