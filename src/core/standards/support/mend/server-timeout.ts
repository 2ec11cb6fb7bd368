import type { GoFile } from '../../../go/file.ts';
import { calleeOf } from '../../../go/syntax/calls.ts';
import { Field, Kind } from '../../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../../go/syntax/tree.ts';
import type { Edit } from '../../../suggestions/edit.ts';
import { fieldsOf } from '../composite.ts';
import { withField } from './field.ts';
import { imported } from './imported.ts';
import { freeName } from './names.ts';
import { lineBefore, replaced, statementAround } from './statement.ts';

const LIMIT = 'ReadHeaderTimeout';
/** Long enough for a request head over any network, short enough that slow clients cannot pile up. */
const SECONDS = 5;

/** The literal, or `new(http.Server)`, with a limit on reading request heads. */
export function bounded(file: GoFile, server: NodeId): Edit[] | null {
  const { tree } = file;
  const time = imported(file, 'time', server);
  if (!time) return null;
  const value = `${SECONDS} * ${time.name}.Second`;
  if (tree.kind(server) === Kind.call_expression) {
    const [type = NONE] = file.arguments(server);
    return [...time.edits, replaced(tree, server, `&${tree.textOf(type)}{${LIMIT}: ${value}}`)];
  }
  if (tree.kind(server) !== Kind.composite_literal) return null;
  const zero = fieldsOf(tree, server).get(LIMIT);
  const edits = zero === undefined ? withField(tree, server, LIMIT, value) : [replaced(tree, zero, value)];
  return edits && [...time.edits, ...edits];
}

/** `http.ListenAndServe(addr, mux)` as a server of its own, in the line before. */
export function servedBounded(file: GoFile, call: NodeId): Edit[] | null {
  const { tree } = file;
  const method = file.callee(call)?.name ?? '';
  const listens = method.startsWith('Listen');
  const written = file.arguments(call);
  const [first = NONE] = written;
  const handler = (method === 'ListenAndServeTLS' ? written[3] : written[1]) ?? NONE;
  const statement = statementAround(tree, call);
  const http = tree.textOf(tree.child(calleeOf(tree, call), Field.operand));
  const [time, name] = [imported(file, 'time', call), freeName(file, call, ['server', 'srv', 'httpServer'])];
  if (!time || name === null || handler === NONE || statement === NONE || http === '') return null;
  const fields = [
    ...(listens ? [`Addr: ${spaced(tree, first)}`] : []),
    ...(tree.kind(handler) === Kind.nil ? [] : [`Handler: ${tree.textOf(handler)}`]),
    `${LIMIT}: ${SECONDS} * ${time.name}.Second`,
  ];
  const rest = written.filter((argument) => argument !== handler && !(listens && argument === first));
  const serving = `${name}.${method}(${rest.map((argument) => tree.textOf(argument)).join(', ')})`;
  const made = `${name} := &${http}.Server{${fields.join(', ')}}`;
  const line = made.includes('\n') ? null : lineBefore(tree, statement, made);
  return line && [...time.edits, line, replaced(tree, call, serving)];
}

/** `host+":"+port`, which gofmt spaces within a literal as it does not among arguments. */
function spaced(tree: SyntaxTree, node: NodeId): string {
  if (tree.kind(node) !== Kind.binary_expression) return tree.textOf(node);
  const [left, right] = [tree.child(node, Field.left), tree.child(node, Field.right)];
  return `${spaced(tree, left)} ${tree.textOf(tree.child(node, Field.operator))} ${spaced(tree, right)}`;
}
