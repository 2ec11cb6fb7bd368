import { readEnv } from '../../config/env.ts';
import { InputError } from '../../core/errors.ts';
import { isReviewedGo } from '../../core/go/scope.ts';
import { audit } from '../../pipeline/audit.ts';
import { openDirectory } from '../fetch/open-directory.ts';
import { emit, type OutputOptions } from './output.ts';
import { withPorts } from './ports.ts';
import { isMapped } from './wanted.ts';

export interface AuditOptions extends OutputOptions {
  /** Tells findings and time by standard. */
  stats?: true;
}

/** `architect audit [DIR]` */
export async function runAudit(directory: string, options: AuditOptions): Promise<number> {
  if (options.stats && options.format !== 'text' && options.format !== 'json')
    throw new InputError(`--stats has no place in ${options.format}: ask for --format text or json`);
  const env = readEnv();
  return withPorts(
    env,
    async (ports) => {
      const found = (paths: readonly string[]) => ports.go.prepare(paths.filter(isReviewedGo).length);
      const opened = await openDirectory({ directory, wanted: isMapped, found });
      try {
        const { snapshot, blobs } = opened;
        return emit(await audit(snapshot, blobs, ports, { failOn: options.failOn ?? null }), options, env);
      } finally {
        await opened.close();
      }
    },
    { measures: options.stats ?? false },
  );
}
