import { debuglog } from 'node:util';
import { InputError } from '../../core/errors.ts';
import { oneLine } from '../../core/report/hidden.ts';
import { EXIT } from './exit.ts';

/** Prints the stack of an internal error: NODE_DEBUG=architect. */
const debug = debuglog('architect');

/**
 * Says in one line on standard error why there is no result. Messages quote paths and lines of the code under review:
 * what a terminal would obey in them is shown instead. Returns the exit code.
 */
export function explainFailure(error: unknown): number {
  if (error instanceof InputError) return complain(error.message);
  debug('%s', error instanceof Error ? error.stack : String(error));
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return complain(`internal error: ${name}: ${message} (please report it, with what NODE_DEBUG=architect prints)`);
}

export function complain(message: string): number {
  process.stderr.write(`architect: ${oneLine(message)}\n`);
  return EXIT.unusable;
}

/** Whoever reads the output may stop reading (`| head`): that ends the output, not the program, and is no error. */
export function tolerateClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.exitCode =
        stream === process.stdout ? complain(`cannot write the result: ${error.message}`) : EXIT.unusable;
    });
}
