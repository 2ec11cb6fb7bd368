import { readEnv } from '../../config/env.ts';
import { audit } from '../../pipeline/audit.ts';
import { openDirectory } from '../fetch/open-directory.ts';
import { emit, type OutputOptions } from './output.ts';
import { withPorts } from './ports.ts';
import { isRead } from './wanted.ts';

/** `architect audit [DIR]` */
export async function runAudit(directory: string, options: OutputOptions): Promise<number> {
  const env = readEnv();
  const opened = await openDirectory({ directory, wanted: isRead });
  try {
    return await withPorts(env, async (ports) =>
      emit(await audit(opened.snapshot, opened.blobs, ports, { failOn: options.failOn ?? null }), options, env),
    );
  } finally {
    await opened.close();
  }
}
