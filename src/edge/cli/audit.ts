import { readEnv } from '../../config/env.ts';
import { InputError } from '../../core/errors.ts';
import { audit } from '../../pipeline/audit.ts';
import { openDirectory } from '../fetch/open-directory.ts';
import { emit, type OutputOptions } from './output.ts';
import { withPorts } from './ports.ts';
import { isMapped } from './wanted.ts';

export interface AuditOptions extends OutputOptions {
  /** Tells findings and time by standard. */
  stats?: true;
  /** `acme/stock=../stock` */
  sibling?: string[];
}

/** `architect audit [DIR]` */
export async function runAudit(directory: string, options: AuditOptions): Promise<number> {
  if (options.stats && options.format !== 'text' && options.format !== 'json')
    throw new InputError(`--stats has no place in ${options.format}: ask for --format text or json`);
  const env = readEnv();
  const opened = await openDirectory({ directory, wanted: isMapped });
  try {
    return await withPorts(
      env,
      async (ports) =>
        emit(await audit(opened.snapshot, opened.blobs, ports, { failOn: options.failOn ?? null }), options, env),
      { measures: options.stats ?? false, siblings: { sibling: options.sibling ?? [] } },
    );
  } finally {
    await opened.close();
  }
}
