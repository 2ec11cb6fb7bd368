import type { Api, Operation } from './api.ts';
import { type Break, broken, doubtful } from './breaks.ts';
import { compareOperation } from './compare-operation.ts';
import { Schemas } from './compare-schema.ts';
import type { Part } from './part.ts';
import { isUnstable } from './unstable.ts';

/** Breaks with the operations that they concern. */
export interface Told extends Break {
  operations: readonly string[];
}

/** Whether a method of a path, `/orders/{id}`, is answered. */
export type IsServed = (method: string, path: string) => boolean;

/** What code is seen to answer, whatever descriptions say. */
export interface Served {
  before: IsServed;
  after: IsServed;
}

/**
 * What the description at head breaks of the one at base.
 *
 * @param isGenerated from a contract of another kind, which says itself what became of its messages
 */
export function breaksBetween(before: Api, after: Api, isGenerated: boolean, served: Served): Told[] {
  const schemas = new Schemas();
  const find = finder(after);
  const found = new Map<Break, Operation[]>();
  const note = (one: Break, operation: Operation) => {
    const known = found.get(one);
    if (known) known.push(operation);
    else found.set(one, [operation]);
  };
  for (const [path, operations] of Map.groupBy(before.operations, (one) => one.path)) {
    const gone = operations.filter((one) => !find(before, one));
    const left = operations.filter((one) => !gone.includes(one));
    for (const operation of left) {
      const now = find(before, operation);
      if (!now) continue;
      const isConverted = before.generation !== after.generation;
      for (const one of compareOperation(operation, now, schemas))
        if (!(isGenerated && isSchemas(one)) && !(isConverted && isForm(one))) note(one, operation);
    }
    const [one] = left;
    const unserved = gone.filter(({ method }) => !served.after(method, path));
    const lost = removed(
      path,
      unserved,
      (one ? find(before, one) : after.operations.find((other) => other.path === path))?.item ?? null,
    );
    // What no code is seen to have answered may be gone for long, and the description be late.
    const wasServed = isGenerated || unserved.some(({ method }) => served.before(method, path));
    const told = lost && (wasServed ? lost : { ...lost, certain: false });
    for (const operation of unserved) if (told) note(told, operation);
  }
  // What was written down late was so before, and whether a tag is obeyed no description tells.
  const isSaidOnly = (one: Break) => isOfOperation(one) || one.rule === 'required';
  // One root alone is how the form of a file is described.
  const isInterface = before.operations.some(({ path }) => path !== '/');
  const isTold = (one: Break) =>
    isInterface &&
    !(before.isMadeFromCode && after.isMadeFromCode && isSaidOnly(one)) &&
    !(isGenerated && one.rule === 'required');
  return together(
    [...found].map(([one, operations]) => withOperations(isTold(one) ? one : { ...one, certain: false }, operations)),
  );
}

/** Finds what stands in an operation's place: names of path parameters and where the base path ends are no difference. */
function finder(after: Api): (before: Api, one: Operation) => Operation | undefined {
  const keyOf = ({ method }: Operation, path: string) => `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`;
  // Paths that only names of parameters tell apart may stand beside each other.
  const exact = new Map(after.operations.map((one) => [`${one.method} ${one.path}`, one]));
  const own = new Map(after.operations.map((one) => [keyOf(one, one.path), one]));
  const full = new Map(after.operations.map((one) => [keyOf(one, after.basePath + one.path), one]));
  return (before, one) =>
    exact.get(`${one.method} ${one.path}`) ??
    own.get(keyOf(one, one.path)) ??
    full.get(keyOf(one, before.basePath + one.path)) ??
    own.get(keyOf(one, before.basePath + one.path)) ??
    full.get(keyOf(one, one.path));
}

function removed(path: string, gone: readonly Operation[], at: Part | null): Break | null {
  const [first] = gone;
  if (!first) return null;
  const methods = gone.map(({ method }) => method).join(', ');
  const what = at || gone.length === 1 ? `\`${methods} ${path}\`` : `\`${path}\` (${methods})`;
  const said = { at, was: first.part, of: 'paths', member: `\`${path}\`` };
  const answered = at ? '405' : '404';
  if (gone.every(({ deprecated }) => deprecated))
    return doubtful({
      ...said,
      message: `${what}, which was deprecated, is gone: whoever still calls it is answered ${answered}.`,
    });
  return broken({
    ...said,
    message: `${what} is gone: existing clients are answered ${answered} as soon as the first new instance runs. Keep it, deprecated, until nobody calls it.`,
  });
}

function withOperations(one: Break, operations: readonly Operation[]): Told {
  const names = [...new Set(operations.map(({ method, path }) => `${method} ${path}`))];
  const isOpen = operations.every((operation) => operation.unstable || isUnstable(operation.path));
  const isAnnounced = operations.every(({ deprecated }) => deprecated);
  return {
    ...one,
    message: one.message.charAt(0).toUpperCase() + one.message.slice(1),
    ...(isOpen && one.severity === 'high' ? { severity: 'medium' } : {}),
    ...(isAnnounced ? { certain: false, severity: 'medium' } : {}),
    operations: names,
  };
}

/** What a schema holds, not what an operation takes. */
function isSchemas(one: Break): boolean {
  return !isOfOperation(one) && one.of !== 'paths';
}

function isOfOperation({ of }: Break): boolean {
  return of.includes(' /');
}

/** Forms are parameters in Swagger 2.0 and a body in OpenAPI 3. */
function isForm({ member, message }: Break): boolean {
  return /^`[\w.+-]+\/|^its body/.test(member) || message.startsWith('The formData');
}

/** Breaks of one schema or operation that are told one by one. */
const MOST_OF_ONE = 3;

function together(all: readonly Told[]): Told[] {
  // The same is told once, whichever way it travels.
  const single = [
    ...Map.groupBy(all, ({ was, of, member, rule }) => `${was.id} ${of} ${member} ${rule}`).values(),
  ].flatMap((same) => {
    const first = same.find(({ certain }) => certain) ?? same[0];
    return first ? [{ ...first, operations: [...new Set(same.flatMap(({ operations }) => operations))] }] : [];
  });
  const groups = Map.groupBy(
    likewise(single),
    ({ of, certain, severity, was }) => `${of} ${certain} ${severity} ${was.path}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first || group.length <= (first.certain ? MOST_OF_ONE : 1)) return group;
    const names = [...new Set(group.slice(1).map(({ member }) => member))];
    const more = names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ');
    const of = first.of === 'paths' || first.of.includes(' /') ? '' : ` of \`${first.of}\``;
    const operations = [...new Set(group.flatMap((one) => one.operations))];
    return [{ ...first, operations, message: `${first.message} Likewise ${more}${of}.` }];
  });
}

/** What is said of many operations in the same words is said once. */
function likewise(all: readonly Told[]): Told[] {
  const groups = Map.groupBy(all, ({ message, of, was }) => `${was.path} ${message.replaceAll(of, '')}`);
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    if (!first || others.length < MOST_OF_ONE) return group;
    const names = others.slice(0, 3).map(({ of }) => `\`${of}\``);
    const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
    return [{ ...first, message: `${first.message} The same holds for ${names.join(', ')}${more}.` }];
  });
}
