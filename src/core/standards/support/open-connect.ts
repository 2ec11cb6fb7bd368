import type { GoFile } from '../../go/file.ts';
import { rememberedBy } from '../../go/remember.ts';
import { calleeOf, enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { serviceName } from '../../services/edges/stubs.ts';
import type { Report } from '../standard.ts';
import { valuesGiven } from './assigned.ts';
import { interceptorAsks } from './rpc-guards.ts';
import { implementationAsks } from './rpc-registrations.ts';
import { spreadOut } from './slice-elements.ts';

const CONNECT = /^(?:connectrpc\.com\/connect|github\.com\/bufbuild\/connect-go)$/;
const PUBLIC = /health|reflect|auth|login|session|token|public|info|version|status|ping|regist|invit|setup|config/i;
const READS = /^(?:Get|List|Search|Find|Read|Watch|Stream|Query|Fetch|Describe|Count|Lookup|Check|Batch(?:Get|List))/;
const FEWEST = 2;
const DEEPEST = 6;

interface Handled {
  call: NodeId;
  package: string;
  service: string;
  /** Whether its interceptors ask who calls; null where not all of them are seen. */
  asks: boolean | null;
  asking: NodeId;
}

/** A service of connect whose handler has no interceptor that asks who calls, beside others that have. */
export function openConnect(call: NodeId, file: GoFile, report: Report): void {
  if (!/connect$/.test(file.qualified(calleeOf(file.tree, call))?.package ?? '')) return;
  const all = handledIn(file)(enclosingDeclaration(file.tree, call));
  const own = all.find((one) => one.call === call);
  if (own?.asks !== false || PUBLIC.test(own.service) || isWrapped(file, call)) return;
  const guarded = all.filter(({ asks }) => asks === true);
  const open = all.filter(({ asks }) => asks !== true);
  const [first] = guarded;
  if (!first || guarded.length < FEWEST || open.length * 2 > guarded.length) return;
  const methods = file.index.sourcePackage(own.package)?.typeFact(`${own.service}Handler`)?.methods ?? [];
  const [implementation = NONE] = file.arguments(call);
  const writes = methods.map(({ name }) => name).filter((name) => !READS.test(name));
  const asked = writes.map((name) => ({ name, itself: implementationAsks(file, implementation, name) }));
  const left = asked.filter(({ itself }) => itself !== true);
  const [method] = left;
  if (!method) return;
  report(call, {
    ...(left.some(({ itself }) => itself === false) ? {} : { lane: 'H' as const, severity: 'medium' as const }),
    route: `/${serviceName(file.index, { package: own.package, service: own.service, protocol: 'grpc' })}/${method.name}`,
    message: `\`${own.service}\` answers anybody (\`${method.name}\`${left.length > 1 ? ` and ${left.length - 1} more` : ''}): ${guarded.length} handlers beside it have an interceptor that asks who calls (\`${first.service}\`), and this one has none.`,
    evidence: [first.call],
  });
}

const handledIn = rememberedBy((file: GoFile) => {
  const known = new Map<NodeId, Handled[]>();
  return (declaration: NodeId): readonly Handled[] => {
    const found = known.get(declaration) ?? (declaration === NONE ? [] : handlersIn(file, declaration));
    known.set(declaration, found);
    return found;
  };
});

function handlersIn(file: GoFile, declaration: NodeId): Handled[] {
  const { tree } = file;
  const found: Handled[] = [];
  for (let call = declaration; call < tree.next(declaration); call++) {
    const [, service] = isCall(tree, call) ? (/^New(\w+)Handler$/.exec(file.calledName(call)) ?? []) : [];
    const named = service === undefined ? null : file.qualified(calleeOf(tree, call));
    if (service === undefined || !named || !/connect$/.test(named.package)) continue;
    const interceptors = optionsOf(file, file.arguments(call).slice(1), DEEPEST);
    const each = interceptors?.map((one) => interceptorAsks(file, one)) ?? [null];
    const asking = interceptors?.find((_, at) => each[at] === true) ?? NONE;
    const asks = each.includes(true) ? true : each.includes(null) ? null : false;
    found.push({ call, service, package: named.package, asks, asking });
  }
  return found;
}

/** Interceptors among the options of a handler; null where not all options are seen. */
function optionsOf(file: GoFile, args: readonly NodeId[], depth: number): NodeId[] | null {
  const { tree, bindings } = file;
  const all: NodeId[] = [];
  const options = depth === 0 ? null : spreadOut(file, args);
  if (options === null) return null;
  for (const option of options) {
    const more = isCall(tree, option)
      ? ofOption(file, option, depth)
      : tree.kind(option) === Kind.identifier && bindings[option]
        ? ofVariable(file, bindings[option] as number, depth)
        : null;
    if (more === null) return null;
    all.push(...more);
  }
  return all;
}

function ofOption(file: GoFile, option: NodeId, depth: number): NodeId[] | null {
  const named = file.qualified(calleeOf(file.tree, option));
  if (!named || !CONNECT.test(named.package)) return null;
  if (named.name === 'WithInterceptors') return spreadOut(file, file.arguments(option));
  return /^With(?:Handler)?Options$/.test(named.name) ? optionsOf(file, file.arguments(option), depth - 1) : [];
}

function ofVariable(file: GoFile, declared: NodeId, depth: number): NodeId[] | null {
  const given = valuesGiven(file, declared);
  const [only] = given;
  return only && given.length === 1 && only.value !== NONE ? optionsOf(file, [only.value], depth - 1) : null;
}

/** Its handler is given to more than a mux, which may ask in its place. */
function isWrapped(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(call);
  if (tree.kind(parent) === Kind.argument_list) return !/^Handle$/.test(file.calledName(tree.parent(parent)));
  const names = tree.children(tree.child(tree.parent(parent), Field.left));
  const handler = names[1] ?? NONE;
  if (handler === NONE) return true;
  return file.usesOf(file.bindings[handler] || handler).some((use) => {
    const around = tree.parent(tree.parent(use));
    return isCall(tree, around) && !/^(?:Handle|Mount)$/.test(file.calledName(around));
  });
}
