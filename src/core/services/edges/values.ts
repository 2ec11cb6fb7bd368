import { FLAG } from '../branches/flags.ts';
import { settingKey } from '../manifests/settings.ts';
import { declarationsOf, type FunctionDeclaration } from '../reach/declarations.ts';
import type { Reached } from '../reach/reachable.ts';
import { SETTING } from '../settings/service-settings.ts';
import { type Expression, parseExpression } from '../wire/expression.ts';
import { type Context, importOf, type Named, namedBy } from './context.ts';
import { libraryValue } from './library-values.ts';
import { settingsOf } from './setting-texts.ts';
import { keyOf, type Site, type Sites, type Write } from './sites.ts';

/** Stands for a part of a text that is not known. */
export const ANYTHING = '*';
const DEEPEST = 14;
const MOST = 12;

/** Values of the parameters of the function that an expression stands in, each in the words of who calls. */
interface Frame {
  args: readonly Expression[];
  context: Context;
  outer: Frame | null;
}

/**
 * The texts that an expression may stand for in one program: literals put together, `${NAME}` for what the environment
 * gives, `*` for what is not known. Values are followed through constants, functions' results, parameters back to the
 * callers that the program reaches, fields and variables to what they are given, and what calls leave behind pointers.
 */
export class Values {
  private readonly sites: Sites;
  private readonly reached: Reached;

  /** Keys that some file of settings has. */
  private readonly keys: ReadonlySet<string>;

  constructor(sites: Sites, reached: Reached, keys: ReadonlySet<string> = new Set()) {
    this.sites = sites;
    this.reached = reached;
    this.keys = keys;
  }

  /** What else the declaration around a site says. */
  beside({ declaration }: Site): readonly Site[] {
    return this.sites.of.get(declaration) ?? [];
  }

  texts(expression: Expression, context: Context): string[] {
    return this.of(expression, context, null, DEEPEST);
  }

  private of(expression: Expression, context: Context, frame: Frame | null, depth: number): string[] {
    if (depth === 0) return [];
    const inner = (next: Expression) => this.of(next, context, frame, depth - 1);
    switch (expression.is) {
      case 'text':
        return [expression.value];
      case 'joined':
        return this.join(expression.parts.map(inner));
      case 'choice':
      case 'list':
        return unique(expression.parts.flatMap(inner));
      case 'address':
      case 'deref':
      case 'element':
        return inner(expression.of);
      case 'slot':
        return this.slot(expression.slot, context, frame, depth);
      case 'name':
      case 'select':
        return this.named(expression, context, depth);
      case 'call':
        return this.call(expression, context, frame, depth);
      case 'left':
        return this.left(expression, context, frame, depth);
      default:
        return [];
    }
  }

  private join(parts: readonly (readonly string[])[]): string[] {
    let texts = [''];
    for (const part of parts) {
      const given = part.length > 0 ? part : [ANYTHING];
      texts = texts.flatMap((text) => given.map((more) => text + more)).slice(0, MOST);
    }
    return unique(texts);
  }

  /** A parameter: what this call gives it, or else what all the callers do that the program reaches. */
  private slot(slot: string, context: Context, frame: Frame | null, depth: number): string[] {
    if (slot === 'r') return [];
    const at = Number(slot);
    if (frame) {
      const given = frame.args[at];
      return given ? this.of(given, frame.context, frame.outer, depth - 1) : [];
    }
    if (!('parameters' in context.fact)) return [];
    const { name, receiver, line } = context.fact;
    return this.once(`${context.file.path}:${receiver?.type}.${name}:${line}$${slot}`, () =>
      unique(
        this.callers(context).flatMap((site) => {
          const given = site.args[at];
          return given ? this.of(given, site.context, null, DEEPEST) : [];
        }),
      ),
    );
  }

  private named(expression: Expression, context: Context, depth: number): string[] {
    const named = namedBy(expression, context);
    if (!named) return [];
    const written = this.written(keyOf(named));
    const tagged = named.receiver === null ? null : tagOf(named, context);
    if (named.receiver !== null)
      return unique([...(tagged ?? []), ...settingsOf(expression, context, this.keys), ...written]);
    const own = context.index.sourcePackage(named.package);
    for (const declaration of own ? (declarationsOf(own).byName.get(named.name) ?? []) : []) {
      if (declaration.is !== 'value' || declaration.fact.value === null) continue;
      const within: Context = {
        ...context,
        package: declaration.package,
        file: declaration.file,
        fact: declaration.fact,
      };
      const texts = this.of(parseExpression(declaration.fact.value), within, null, depth - 1);
      return unique([...texts, ...written]);
    }
    return written;
  }

  private readonly known = new Map<string, string[]>();

  /** Answers that do not depend on who asks; what depends on itself adds nothing. */
  private once(key: string, compute: () => string[]): string[] {
    let texts = this.known.get(key);
    if (texts) return texts;
    this.known.set(key, []);
    texts = compute();
    this.known.set(key, texts);
    return texts;
  }

  /** What a place is given: constants are defaults where something else is given too. */
  private written(key: string): string[] {
    return this.once(key, () => this.writtenAnew(key, DEEPEST));
  }

  private writtenAnew(key: string, depth: number): string[] {
    const writes = this.sites.writes.get(key).filter(({ site }) => this.reached.has(site.declaration));
    const texts = (some: readonly Write[]) =>
      unique(some.slice(0, MOST).flatMap(({ site, value }) => this.of(value, site.context, null, depth - 1)));
    const given = writes.filter(({ site, value }) => !isConstant(value, site.context));
    const found = texts(given).filter((text) => text !== ANYTHING);
    return found.length > 0 ? found : texts(writes);
  }

  private call(
    call: Extract<Expression, { is: 'call' }>,
    context: Context,
    frame: Frame | null,
    depth: number,
  ): string[] {
    const named = namedBy(call.of, context);
    const own = named ? functionOf(named, context) : null;
    const [converted] = call.args;
    if (!own && converted && named?.receiver === null && context.index.sourcePackage(named.package)?.type(named.name))
      return this.of(converted, context, frame, depth - 1);
    // Bodies of generated code are not read: what a stub is made with is its address.
    if (own && !own.file.facts.generated) {
      const inside = { args: call.args, context, outer: frame };
      const sites = this.sites.of.get(own) ?? [];
      const returned = sites.filter(({ fact }) => fact.call === 'return');
      return unique(
        returned.flatMap((site) => {
          const value = site.args[0];
          return value ? this.of(value, site.context, inside, depth - 1) : [];
        }),
      );
    }
    const asked = isGetter(call.of) && call.args[0] ? this.flags(this.of(call.args[0], context, frame, depth - 1)) : [];
    const set = named ? this.setting(named, call, context, frame, depth) : [];
    const path = call.of.is === 'select' ? importOf(call.of.of, context) : null;
    const held = path === null ? this.functionHeld(call.of, context, depth) : null;
    const told = libraryValue(
      held?.package ?? path,
      held?.name ?? (call.of.is === 'select' || call.of.is === 'name' ? call.of.name : ''),
      call.args.map((arg) => () => this.of(arg, context, frame, depth - 1)),
      () => (call.of.is === 'select' && path === null ? this.of(call.of.of, context, frame, depth - 1) : []),
      (parts) => this.join(parts),
    );
    return unique([...asked, ...(set.length > 0 ? [...told.filter((text) => text.startsWith('${')), ...set] : told)]);
  }

  /** What a getter takes from a file of settings: of generated code, or by a key that it is given. */
  private setting(
    named: Named,
    call: Extract<Expression, { is: 'call' }>,
    context: Context,
    frame: Frame | null,
    depth: number,
  ): string[] {
    if (this.keys.size === 0) return [];
    const [key] = call.args;
    if (key === undefined) return settingsOf(call, context, this.keys);
    if (!/\/(?:viper|koanf)(?:\/v\d+)?$/.test(named.package)) return [];
    const names = this.of(key, context, frame, depth - 1).map((text) => SETTING + settingKey(text));
    return names.filter((name) => this.keys.has(name)).map((name) => `\${${name}}`);
  }

  /** `${flag:url}` of the names of flags that some service is started with. */
  private flags(names: readonly string[]): string[] {
    return names.flatMap((name) => (this.keys.has(FLAG + name) ? [`\${${FLAG}${name}}`] : []));
  }

  /** `flags.StringVar(&target, "url", "http://…", "…")`: the flag, or else what it is without. */
  private flagLeft(
    { of: callee, args }: Extract<Expression, { is: 'call' }>,
    at: number,
    context: Context,
    frame: Frame | null,
    depth: number,
  ): string[] {
    const called = callee.is === 'select' ? /^String(?:Slice|Array)?Var(P)?$/.exec(callee.name) : null;
    const [, name, ...rest] = args;
    if (!called || at !== 0 || !name) return [];
    const other = rest[called[1] === undefined ? 0 : 1];
    const texts = (one: Expression | undefined) => (one ? this.of(one, context, frame, depth - 1) : []);
    return unique([...this.flags(texts(name)), ...texts(other)]);
  }

  /** The library's function that a field or a parameter holds: `os.LookupEnv` of `config.New(os.LookupEnv)`. */
  private functionHeld(expression: Expression, context: Context, depth: number): Named | null {
    if (depth === 0) return null;
    if (expression.is === 'select' && importOf(expression.of, context) !== null) return namedBy(expression, context);
    const given: { value: Expression | undefined; site: Site }[] = [];
    if (expression.is === 'slot' && expression.slot !== 'r') {
      const at = Number(expression.slot);
      for (const site of this.callers(context)) given.push({ site, value: site.args[at] });
    } else if (expression.is === 'select') {
      const named = namedBy(expression, context);
      if (named?.receiver) given.push(...this.sites.writes.get(keyOf(named)));
    }
    for (const { value, site } of given) {
      const found =
        value && this.reached.has(site.declaration) ? this.functionHeld(value, site.context, depth - 1) : null;
      if (found) return found;
    }
    return null;
  }

  /** Calls of the function around, from what the program reaches. */
  private callers({ fact, package: own }: Context): readonly Site[] {
    if (!('parameters' in fact)) return [];
    const key = keyOf({ package: own.path, receiver: fact.receiver?.type ?? null, name: fact.name } as Named);
    return this.sites.calls.get(key).filter(({ declaration }) => this.reached.has(declaration));
  }

  /** What a call leaves behind the pointer that it is given: `*target = os.Getenv(name)`. */
  private left(
    left: Extract<Expression, { is: 'left' | 'result' }>,
    context: Context,
    frame: Frame | null,
    depth: number,
  ): string[] {
    if (left.of.is !== 'call') return [];
    const named = namedBy(left.of.of, context);
    const own = named ? functionOf(named, context) : null;
    if (!own) return this.flagLeft(left.of, left.at, context, frame, depth);
    const inside = { args: left.of.args, context, outer: frame };
    return unique(
      (this.sites.of.get(own) ?? []).flatMap(({ fact, args: [target, value], context: within }) => {
        const fills = fact.call === '=' && fact.args[0] === `*$${left.at}` && target !== undefined;
        return fills && value ? this.of(value, within, inside, depth - 1) : [];
      }),
    );
  }
}

/** What gives the value of a flag by its name. */
function isGetter(callee: Expression): boolean {
  return callee.is === 'select' && /^(?:Get)?String(?:Slice|Array|P)?$|^Get$/.test(callee.name);
}

function functionOf(named: Named, context: Context): FunctionDeclaration | null {
  const own = context.index.sourcePackage(named.package);
  if (!own) return null;
  const { byName, methods } = declarationsOf(own);
  const among = named.receiver === null ? byName.get(named.name) : methods.get(named.receiver);
  return (
    among?.find((one): one is FunctionDeclaration => one.is === 'function' && one.fact.name === named.name) ?? null
  );
}

/** A literal, or the name of a constant. */
function isConstant(value: Expression, context: Context): boolean {
  if (value.is === 'text') return true;
  if (value.is !== 'name' && value.is !== 'select') return false;
  const named = namedBy(value, context);
  return named?.receiver === null && context.index.package(named.package)?.member(named.name)?.kind === 'const';
}

/** What the field's tag takes from the environment. */
function tagOf(named: Named, { index }: Context): string[] | null {
  if (named.receiver === null) return null;
  const fact = index.sourcePackage(named.package)?.typeFact(named.receiver);
  const tag = fact?.fields.find(({ name }) => name === named.name)?.tag;
  const name = tag ? /\b(?:env|envconfig|environment)\s*:\s*"([^",]+)/.exec(tag)?.[1] : undefined;
  const other = tag ? /\b(?:envDefault|env-default|default)\s*:\s*"([^"]*)"/.exec(tag)?.[1] : undefined;
  return name === undefined ? null : [`\${${name}}`, ...(other ? [other] : [])];
}

export function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].slice(0, MOST);
}
