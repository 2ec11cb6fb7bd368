import type { GoFile } from '../../../go/file.ts';
import { enclosingFunction } from '../../../go/syntax/calls.ts';
import { Field, Kind } from '../../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../../go/syntax/tree.ts';
import { typeInfo } from '../../../go/types/members.ts';
import { isError, type Type } from '../../../go/types/type.ts';

/** `return nil, err`: leaves the function around the node with this error; null where its last result is none. */
export function failing(file: GoFile, node: NodeId, error: string): string | null {
  const { tree } = file;
  const result = tree.child(enclosingFunction(tree, node), Field.result);
  if (result === NONE) return null;
  const types =
    tree.kind(result) === Kind.parameter_list ? tree.children(result).flatMap((one) => typesOf(file, one)) : [result];
  const last = types.pop();
  if (last === undefined || !isError(file.typeAt(last))) return null;
  const zeros = types.map((type) => zeroOf(file, file.typeAt(type), tree.textOf(type)));
  return zeros.every((zero) => zero !== null) ? `return ${[...zeros, error].join(', ')}` : null;
}

/** `a, b int` stands for two results. */
function typesOf(file: GoFile, declaration: NodeId): NodeId[] {
  const names = file.tree.childrenInField(declaration, Field.name).length;
  return Array.from({ length: Math.max(1, names) }, () => file.tree.child(declaration, Field.type));
}

/** The zero value as it is written; null where the type is not known well enough. */
function zeroOf(file: GoFile, type: Type, text: string): string | null {
  switch (type.kind) {
    case 'pointer':
    case 'slice':
    case 'map':
    case 'chan':
    case 'func':
    case 'interface':
      return 'nil';
    case 'array':
    case 'struct':
      return `${text}{}`;
    case 'named': {
      if (type.package === '') return zeroOfBasic(type.name);
      const underlying = typeInfo(file.index, type)?.underlying;
      return underlying ? zeroOf(file, underlying, text) : null;
    }
    default:
      return null;
  }
}

function zeroOfBasic(name: string): string | null {
  if (name === 'string') return '""';
  if (name === 'bool') return 'false';
  if (name === 'error' || name === 'any') return 'nil';
  return /^(?:u?int(?:8|16|32|64|ptr)?|float(?:32|64)|complex(?:64|128)|byte|rune)$/.test(name) ? '0' : null;
}
