import type { GoIndex } from '../../go/index/go-index.ts';
import { rememberedBy } from '../../go/remember.ts';
import type { EnvironmentVariable } from '../service-map.ts';

/** Flags by which programs of many roles are told theirs. */
export const ROLE_FLAG = /^(?:targets?|modules?|components?|roles?|mode|services?|run|type|app)$/;
/** Likewise of the environment: what tells production from development is none. */
const ROLE_VARIABLE =
  /^(?:\w+_)?(?:(?:server|service|process|worker|node|instance|component|container)_(?:role|type|name|kind|to_run)|role|component|target|subcommand)$/i;

export function isRoleVariable(name: string): boolean {
  return ROLE_VARIABLE.test(name);
}

/** Variables of that kind that some code switches over. */
export const roleVariables = rememberedBy((index: GoIndex): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const file of index.allFiles()) {
    if (['os.Getenv', 'os.LookupEnv'].every((look) => file.mentions?.(look) === false)) continue;
    for (const { branches = [] } of [...file.facts.functions, ...file.facts.values])
      for (const { on } of branches) {
        const name = /os\.(?:Getenv|LookupEnv)\("([^"]+)"\)/.exec(on)?.[1];
        if (name !== undefined && isRoleVariable(name)) found.add(name);
      }
  }
  return found;
});

/** `ROLE=worker`: how what an environment says of a role is written among arguments. */
export function rolesGiven(environment: readonly EnvironmentVariable[], variables: ReadonlySet<string>): string[] {
  if (variables.size === 0) return [];
  return environment.flatMap(({ name, value }) => (value !== null && variables.has(name) ? [`${name}=${value}`] : []));
}
