import { compareEnums } from './compare-enum.ts';
import { compareMessages } from './compare-message.ts';
import { compareServices } from './compare-service.ts';
import type { ProtoFile } from './schema.ts';
import { Types, worldOf } from './world.ts';

/** Something that others relied on and that is not so any more. */
export interface Break {
  /** What breaks, in Markdown: the claim and its consequence. */
  message: string;
  /** `wire`: messages under way are misread or refused. `source`: only code that is generated anew, or JSON. */
  breaks: 'wire' | 'source';
  /** Of what stands there now; null where it is gone. */
  at: { path: string; line: number } | null;
  /** Of what stood there. */
  was: { path: string; line: number };
  /** The package of what broke, at base. */
  package: string;
  /** The declaration that it broke, and where that stands. */
  of: { name: string } & Pick<Break, 'at' | 'was'>;
  /** The field, value or method; null for the declaration itself. */
  member: string | null;
}

/**
 * What the files at head break of those at base. A declaration that moved to another of these files is not gone: all
 * that changed must be among them.
 */
export function breaksBetween(before: readonly ProtoFile[], after: readonly ProtoFile[]): Break[] {
  const now = new Map(after.map((file) => [file.path, file]));
  const moved = before.flatMap((file) => {
    const same = now.get(file.path);
    return same && same.package !== file.package ? [movedPackage(file, same)] : [];
  });
  // Everything of a package that was renamed is at its new name: one claim says so.
  const left = before.filter((file) => moved.every(({ was }) => was.path !== file.path));
  const types = new Types(worldOf(before), worldOf(after));
  const [old, next] = [worldOf(left), worldOf(after)];
  const breaks = [
    ...compareMessages(old, next, types),
    ...compareEnums(old, next, types),
    ...compareServices(old, next, types),
  ];
  return [...moved, ...left.flatMap((file) => optionsOf(file, now.get(file.path))), ...once(grouped(breaks))];
}

/** What is declared in parts and put together as well, or for two packages, breaks in one place and is told once. */
function once(breaks: readonly Break[]): Break[] {
  const alike = Map.groupBy(
    breaks,
    ({ message, package: name, breaks: kind }) => `${kind} ${message.replaceAll(`${name}.`, '')}`,
  );
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const places = [...new Set(others.flatMap(({ was }) => (was.path === first.was.path ? [] : was.path)))];
    if (places.length === 0) return [first, ...others];
    const more = places.length > 2 ? ` and ${places.length - 2} more` : '';
    const also = ` The same in ${places
      .slice(0, 2)
      .map((path) => `\`${path}\``)
      .join(', ')}${more}.`;
    return [{ ...first, message: `${first.message}${also}` }];
  });
}

/** Breaks of one declaration that are told one by one. */
const MOST_OF_ONE = 3;

/** A declaration that was made anew is one claim, at its head. */
function grouped(breaks: readonly Break[]): Break[] {
  const groups = Map.groupBy(breaks, ({ of, breaks: kind }) => `${kind} ${of.name}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first || group.length <= MOST_OF_ONE) return group;
    const others = group.slice(1).flatMap(({ member }) => (member === null ? [] : [`\`${member}\``]));
    const more =
      others.length > 6 ? `${others.slice(0, 6).join(', ')} and ${others.length - 6} more` : others.join(', ');
    return [
      {
        ...first,
        message: `${first.message} So do ${more} of \`${first.of.name}\`.`,
        at: first.of.at,
        was: first.of.was,
      },
    ];
  });
}

function movedPackage(before: ProtoFile, after: ProtoFile): Break {
  const services = before.services.map(({ name }) => name);
  const called =
    services.length > 0
      ? `callers built before ask for \`/${services[0]}/…\` and get an error, from gRPC UNIMPLEMENTED`
      : 'whoever refers to these types by name (`Any`, descriptors, generated code) does not find them';
  return {
    message: `Package \`${before.package}\` is now \`${after.package}\`: ${called}. Add the new package beside the old one, move the callers, then remove the old one.`,
    breaks: 'wire',
    ...whole(before, { path: after.path, line: after.packageLine }, before.packageLine),
  };
}

/** File options that decide where generated code stands. */
const OPTIONS = [
  'go_package',
  'java_package',
  'csharp_namespace',
  'php_namespace',
  'ruby_package',
  'objc_class_prefix',
];

function optionsOf(before: ProtoFile, after: ProtoFile | undefined): Break[] {
  if (!after) return [];
  return OPTIONS.flatMap((name): Break[] => {
    const old = before.options.get(name);
    const value = after.options.get(name);
    if (!old || old.value === value?.value) return [];
    return [
      {
        message: `\`${name}\` was \`${old.value}\` and is ${value ? `\`${value.value}\`` : 'gone'}: code that imports what is generated from this file does not compile against the next version.`,
        breaks: 'source',
        ...whole(before, { path: after.path, line: value?.line ?? 1 }, old.line),
      },
    ];
  });
}

/** Places of what is said of a file as a whole. */
function whole(file: ProtoFile, at: Break['at'], line: number): Omit<Break, 'message' | 'breaks'> {
  const was = { path: file.path, line };
  return { at, was, package: file.package, of: { name: file.path, at, was }, member: null };
}
