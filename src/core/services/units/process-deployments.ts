import { dirOf } from '../../go/modules.ts';
import { isAside } from '../manifests/kind.ts';
import { commandsOf } from '../manifests/shell.ts';
import { type Deployment, evidenceAt, type Manifest } from './deployment.ts';

/** What Procfiles start. */
export function processDeployments(manifests: readonly Manifest[]): Deployment[] {
  return manifests.flatMap(({ path, facts }) =>
    facts.form !== 'processes'
      ? []
      : facts.processes.map((one) => ({
          name: one.name,
          hosts: [one.name],
          images: [],
          build: null,
          command: [...commandsOf(one.command)].at(-1) ?? null,
          arguments: [],
          environment: [],
          dir: dirOf(path),
          at: evidenceAt(path, one),
          aside: isAside(path),
        })),
  );
}
