import { z } from 'zod';
import type { FunctionFact, TypeFact, ValueFact } from '../../go/facts.ts';
import { defineTool, SideInput } from './tool.ts';

const MOST = 40;

export const findSymbol = defineTool(
  'find_symbol',
  `Where a function, method, type, constant or variable of a package is declared, with its signature; at most ${MOST}.`,
  z.strictObject({ side: SideInput, name: z.string().describe('without package or receiver: Place') }),
  ({ side, name }, { sight, indexes }) => {
    const rows: string[] = [];
    for (const file of indexes[side].allFiles()) {
      if (rows.length >= MOST) break;
      if (!sight.has(side, file.path) || file.mentions?.(`"name":${JSON.stringify(name)}`) === false) continue;
      const { functions, types, values } = file.facts;
      for (const fact of [...functions, ...types, ...values])
        if (fact.name === name)
          rows.push(`${file.path}:${fact.line}${'endLine' in fact ? `-${fact.endLine}` : ''} ${told(fact)}`);
    }
    return rows.length === 0 ? 'nothing of that name is declared' : rows.slice(0, MOST).join('\n');
  },
);

function told(fact: FunctionFact | TypeFact | ValueFact): string {
  if ('parameters' in fact) {
    const receiver = fact.receiver ? `(${fact.receiver.pointer ? '*' : ''}${fact.receiver.type}) ` : '';
    const list = (all: FunctionFact['parameters']) => all.map(({ name, type }) => `${name} ${type}`.trim()).join(', ');
    return `func ${receiver}${fact.name}(${list(fact.parameters)}) (${list(fact.results)})`;
  }
  if ('underlying' in fact) return `type ${fact.name} ${fact.underlying.slice(0, 120)}`;
  const kind = fact.constant ? 'const' : 'var';
  return `${kind} ${fact.name} ${fact.type ?? ''} ${(fact.value ?? '').slice(0, 120)}`.trimEnd();
}
