import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { serviceName } from '../../services/edges/stubs.ts';
import type { Report } from '../standard.ts';
import { constantText } from './constants.ts';
import { interceptorAsks } from './rpc-guards.ts';
import { implementationAsks } from './rpc-registrations.ts';

const SELECTOR = /\/go-kratos\/kratos\/v\d+\/middleware\/selector$/;
const PUBLIC =
  /health|login|log_?out|sign|regist|token|captcha|public|info|version|status|ping|forgot|reset|verif|callback|hook/i;
const READS = /^(?:Get|List|Search|Find|Read|Watch|Query|Fetch|Describe|Count|Lookup|Check)/;
const FEWEST = 2;

/**
 * Of kratos' selector, which puts authentication before the operations that it names and before no other: the methods of
 * the same service that it does not name.
 */
export function openSelected(call: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const declaration = enclosingDeclaration(tree, call);
  const named = declaration === NONE ? null : selectedBy(file, call);
  if (!named) return;
  for (let node = declaration; node < tree.next(declaration); node++) {
    const [, service, http = ''] = isCall(tree, node)
      ? (/^Register(\w+?)(HTTP)?Server$/.exec(file.calledName(node)) ?? [])
      : [];
    const path = service === undefined ? undefined : file.qualified(calleeOf(tree, node))?.package;
    if (service === undefined || path === undefined) continue;
    const full = serviceName(file.index, { package: path, service, protocol: 'grpc' });
    const fact = file.index.sourcePackage(path)?.typeFact(`${service}${http}Server`);
    const methods = (fact?.methods ?? []).map(({ name }) => name).filter((name) => /^\p{Lu}/u.test(name));
    const covered = methods.filter((name) => named.some((each) => `/${full}/${name}`.startsWith(each)));
    const implementation = file.arguments(node)[1] ?? NONE;
    const open = methods.filter(
      (name) =>
        !covered.includes(name) &&
        !READS.test(name) &&
        !PUBLIC.test(name) &&
        implementationAsks(file, implementation, name) === false,
    );
    const [first] = open;
    if (first === undefined || covered.length < FEWEST || open.length * 2 > covered.length) continue;
    report(call, {
      route: `/${full}/${first}`,
      message: `\`${open.join('`, `')}\` of \`${full}\` ${open.length === 1 ? 'answers' : 'answer'} anybody: authentication stands before the operations that are named here (\`${covered[0]}\` and ${covered.length - 1} more), and ${open.length === 1 ? 'this one is' : 'these are'} not among them.`,
      evidence: [node],
    });
  }
}

/** Operations, or what they begin with, that a chain of `selector.Server(jwt.Server(…)).Path(…)` names; null for others. */
function selectedBy(file: GoFile, path: NodeId): string[] | null {
  const { tree } = file;
  const found: string[] = [];
  let operand = path;
  for (; isCall(tree, operand); operand = tree.child(calleeOf(tree, operand), Field.operand)) {
    const named = file.qualified(calleeOf(tree, operand));
    if (named) {
      const guards = SELECTOR.test(named.package) && named.name === 'Server' ? file.arguments(operand) : [];
      return guards.some((guard) => interceptorAsks(file, guard) === true) ? found : null;
    }
    const name = file.calledName(operand);
    const texts = file.arguments(operand).map((arg) => constantText(file, arg));
    if (!/^(?:Path|Prefix)$/.test(name) || texts.includes(null)) return null;
    found.push(...texts.flatMap((text) => (text === null ? [] : [text.slice(1, -1)])));
  }
  return null;
}
