import { readEnv } from '../../config/env.ts';
import { CONFIG_PATH } from '../../core/config/repo-config.ts';
import { isGoMod, isReviewedGo } from '../../core/go/scope.ts';
import { audit } from '../../pipeline/audit.ts';
import { openDirectory } from '../fetch/open-directory.ts';
import { emit, type OutputOptions } from './output.ts';
import { withPorts } from './ports.ts';

/** `architect audit [DIR]` */
export async function runAudit(directory: string, options: OutputOptions): Promise<number> {
  const env = readEnv();
  const opened = await openDirectory({ directory, wanted });
  try {
    return await withPorts(env, async (ports) =>
      emit(await audit(opened.snapshot, opened.blobs, ports, { failOn: options.failOn ?? null }), options, env),
    );
  } finally {
    await opened.close();
  }
}

function wanted(path: string): boolean {
  return isReviewedGo(path) || isGoMod(path) || path === CONFIG_PATH;
}
