import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { type Env, readEnv } from '../../config/env.ts';
import { InputError } from '../../core/errors.ts';
import type { Lane } from '../../core/findings/finding.ts';
import { complain, explainFailure, tolerateClosedOutput } from '../cli/errors.ts';
import { EXIT } from '../cli/exit.ts';
import { type ModelLane, openModelLane } from '../model/open-model.ts';
import { runEval } from './run-eval.ts';

interface Options {
  cases: string;
  model: string | boolean;
  lanes: Lane[];
  out?: string;
}

/** `npm run eval`. Returns the exit code: 0 all cases ran, 1 one failed, 2 bad usage or unreadable input. */
export async function main(args: readonly string[]): Promise<number> {
  tolerateClosedOutput();
  const program = createProgram();
  try {
    program.parse([...args], { from: 'user' });
    const { cases, lanes, out, model } = program.opts<Options>();
    const env = readEnv();
    const lane = model === false ? null : await laneOf(env, typeof model === 'string' ? model : null);
    return await runEval({ cases, lanes, out: out ?? null, lane }, env);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.unusable;
    return explainFailure(error);
  }
}

/** The configured model, or another one for reviews; null where none is set up. */
async function laneOf(env: Env, name: string | null): Promise<ModelLane | null> {
  const settings = env.model();
  if (settings === null && name !== null)
    throw new InputError('no model is set up: give ANTHROPIC_API_KEY, or --no-model for the rules alone');
  if (settings === null) return null;
  const review = { ...settings.choices.review, model: name ?? settings.choices.review.model };
  return openModelLane({ ...settings, choices: { ...settings.choices, review } });
}

function createProgram(): Command {
  return new Command('npm run eval --')
    .description('Measures reviews against changes of which it is known what is wrong with them.')
    .requiredOption('--cases <path>', 'file of cases, or folder of such files (*.json)')
    .option('--model <name>', 'model that reviews, instead of the configured one')
    .option('--no-model', 'the rules alone; comments are matched by place')
    .option('--out <dir>', 'folder for results.json and index.html')
    .option('--lanes <lanes>', 'lanes of which comments count, such as D,M', lanesOf, ['D', 'H', 'M'] satisfies Lane[])
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: (text) => complain(text.replace(/^error: /, '').trim()) });
}

function lanesOf(text: string): Lane[] {
  return text.split(',').map((name) => {
    const lane = name.trim().toUpperCase();
    if (lane === 'D' || lane === 'H' || lane === 'M') return lane;
    throw new InvalidArgumentError('Write D, H and M, separated by commas.');
  });
}
