import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { constantText } from './constants.ts';
import { declarationCalled } from './declarations.ts';
import { returnedValues } from './guard.ts';
import { tells } from './telling-uses.ts';
import { lastValue } from './values.ts';

/** What is known of the way an error took to where it is looked at. */
export interface ErrorPath {
  /** The function of the repository or of a library that gave the error; NONE where no call did in this function. */
  call: NodeId;
  /** It wraps in sight, gives its errors as they are in sight, or neither can be told. */
  maker: 'wraps' | 'bare' | 'unknown';
}

const WRAPPERS = /^(?:Wrapf?|WithMessagef?|WithStack|Join)$/;

/** Follows an error to the call that gave it, and looks whether that wraps; what it returns itself by a name wanted is bare. */
export function errorPath(file: GoFile, value: NodeId, wanted: readonly NodeId[]): ErrorPath {
  const call = isCall(file.tree, value) ? value : lastValue(file, value);
  if (!isCall(file.tree, call)) return { call: NONE, maker: 'unknown' };
  const declared = declarationCalled(file, call);
  if (declared !== NONE)
    return { call, maker: !returns(file, declared, wanted) && wraps(file, declared) ? 'wraps' : 'bare' };
  const callee = file.callee(call);
  const fact = callee && file.index.functionFact(callee);
  if (!fact) return { call, maker: 'unknown' };
  return { call, maker: tells(fact, 'wraps') ? 'unknown' : 'bare' };
}

/** `return ErrGone`, `return nil, &conflict{id}` */
function returns(file: GoFile, declaration: NodeId, wanted: readonly NodeId[]): boolean {
  const { tree } = file;
  const names = wanted.map((node) => /\w+$/.exec(tree.textOf(node))?.[0] ?? '');
  return [...tree.descendants(declaration, Kind.return_statement)].some((statement) => {
    const made = tree.textOf(returnedValues(file, statement).at(-1) ?? NONE);
    const name = /^&?(?:\w+\.)?(\w+)(?:\{|$)/.exec(made)?.[1];
    return name !== undefined && names.includes(name);
  });
}

/** `fmt.Errorf` with `%w`, `errors.Join` or a wrapping library stands in the function. */
function wraps(file: GoFile, declaration: NodeId): boolean {
  const { tree } = file;
  return [...tree.descendants(tree.child(declaration, Field.body) || declaration, Kind.call_expression)].some(
    (call) => {
      if (WRAPPERS.test(file.calledName(call))) return file.qualified(calleeOf(tree, call)) !== null;
      if (!file.isCallTo(call, 'fmt', 'Errorf')) return false;
      const [format = NONE] = file.arguments(call);
      return /%(?:\[\d+\])?w/.test(constantText(file, format) ?? '');
    },
  );
}
