import type { GoFile } from '../../go/file.ts';
import { isCall } from '../../go/syntax/calls.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { constantText } from './constants.ts';
import { calledName } from './ignorable.ts';
import { lastValue } from './values.ts';

/** A request whose answer only tells something, or that may come twice. */
const ASKS =
  /[sS]earch|[qQ]uery|[gG]raph|[tT]oken|[aA]uth|[lL]ogin|[sS]ession|[mM]etric|[tT]elemetr|[tT]race|[lL]og(?![a-z])|[rR]eport|[uU]sage|[hH]eartbeat|[pP]ing|[hH]ealth|[lL]ist|[fF]ind|[fF]etch|[lL]ookup|[vV]alidate|[vV]erif|[cC]heck|[rR]ender|[pP]review|[rR][pP][cC]|[hH]ook|[gG]et(?![a-z])|[rR]ead(?![a-z])|[uU]pload/;

/** `client.Post(…)`, and `client.Do(req)` of a request that is made as a POST. */
export function posted(file: GoFile, call: NodeId): string | null {
  const { tree } = file;
  const name = calledName(file, call);
  const callee = file.callee(call);
  if (callee?.package !== 'net/http' || (callee.receiver !== null && callee.receiver !== 'Client')) return null;
  let address = NONE;
  if (/^Post(?:Form)?$/.test(name)) address = file.arguments(call)[0] ?? NONE;
  else if (name === 'Do') {
    const made = lastValue(file, file.arguments(call)[0] ?? NONE);
    if (!isCall(tree, made) || !file.isCallTo(made, 'net/http', 'NewRequest', 'NewRequestWithContext')) return null;
    const args = file.arguments(made);
    const method = args.at(-3) ?? NONE;
    if (!file.is(method, 'net/http', 'MethodPost') && constantText(file, method) !== '"POST"') return null;
    address = args.at(-2) ?? NONE;
  } else return null;
  const place = `${file.symbolAt(call)} ${file.path} ${tree.textOf(address)} ${constantText(file, address) ?? ''}`;
  return ASKS.test(place) ? null : 'the POST';
}
