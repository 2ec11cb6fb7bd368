import { z } from 'zod';
import { typesImplementing } from '../../standards/support/implementations.ts';
import { defineTool, SideInput } from './tool.ts';

const MOST = 20;

export const implementations = defineTool(
  'implementations',
  `Types of the repository that have all methods of an interface, with where each is; at most ${MOST}.`,
  z.strictObject({ side: SideInput, interface: z.string().describe('its name without package: Store') }),
  ({ side, interface: name }, { sight, indexes }) => {
    const index = indexes[side];
    const rows: string[] = [];
    for (const file of index.allFiles()) {
      if (!sight.has(side, file.path) || file.mentions?.(`"name":${JSON.stringify(name)}`) === false) continue;
      const fact = file.facts.types.find((type) => type.name === name && type.underlying === 'interface');
      const methods = fact?.methods.map((method) => method.name) ?? [];
      const [first] = methods;
      if (fact === undefined || first === undefined) continue;
      rows.push(`${file.path}:${fact.line} interface ${name}: ${methods.join(', ')}`);
      for (const type of typesImplementing(index, methods)) {
        const method = index.declaredFunction({ package: type.package, receiver: type.type, name: first });
        if (method && sight.has(side, method.file.path))
          rows.push(`  ${method.file.path}:${method.fact.line} ${type.type}`);
      }
    }
    return rows.length === 0 ? 'no interface with methods has that name' : rows.slice(0, MOST).join('\n');
  },
);
