import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../../config/env.ts';
import { InputError } from '../../core/errors.ts';
import { renderPage } from '../../core/eval/page.ts';
import { EvalResults } from '../../core/eval/results.ts';
import { scoresOf } from '../../core/eval/score.ts';
import { summaryOf } from '../../core/eval/summary.ts';
import { renderTable } from '../../core/eval/table.ts';
import type { Lane } from '../../core/findings/finding.ts';
import { jsonDocument } from '../../core/report/json.ts';
import { type Evaluated, evaluate } from '../../pipeline/evaluate.ts';
import { EXIT } from '../cli/exit.ts';
import { withPorts } from '../cli/ports.ts';
import { TOOL } from '../cli/tool.ts';
import { openGitRange } from '../fetch/git-range.ts';
import type { ModelLane } from '../model/open-model.ts';
import { readPrompts } from '../prompts/read-prompts.ts';
import { readCases } from './read-cases.ts';

export interface EvalOptions {
  /** File or folder. */
  cases: string;
  lanes: readonly Lane[];
  /** Folder for results.json and index.html; made where it is missing. */
  out: string | null;
  /** Null for the rules alone. */
  lane: ModelLane | null;
}

/** Evaluates every case, prints the table, and tells the exit code. @throws InputError */
export async function runEval({ cases: path, lanes, out, lane }: EvalOptions, env: Env): Promise<number> {
  const cases = readCases(path);
  if (out !== null) makeFolder(out);
  const evaluated: Evaluated[] = [];
  await withPorts(env, async (ports) => {
    for (const [index, one] of cases.entries()) {
      ports.progress('cases', index, cases.length);
      const quiet = {
        ...ports,
        progress: () => {},
        ...(lane ? { model: lane.forReview(), prompts: readPrompts() } : {}),
      };
      const judge = lane?.forReview() ?? null;
      const open = () => openGitRange({ repo: one.repo, base: one.base, head: one.head, env: env.git });
      evaluated.push(await evaluate(one, open, quiet, { lanes: new Set(lanes), tool: TOOL, judge }));
    }
  });
  const results = resultsOf(evaluated, lanes);
  process.stdout.write(renderTable(results));
  if (out !== null) {
    writeFileSync(join(out, 'results.json'), jsonDocument(results));
    writeFileSync(
      join(out, 'index.html'),
      renderPage(results, (index) => evaluated[index]?.change ?? null),
    );
  }
  return results.summary.failed > 0 ? EXIT.failed : EXIT.passed;
}

function resultsOf(evaluated: readonly Evaluated[], lanes: readonly Lane[]): EvalResults {
  const cases = evaluated.map(({ result }) => result);
  const ran = cases.filter((one) => one.state === 'ran');
  return EvalResults.parse({
    schema: 1,
    tool: { name: TOOL.name, version: TOOL.version },
    matchedBy: ran.length > 0 && ran.every((one) => one.matchedBy === 'meaning') ? 'meaning' : 'place',
    lanes: [...lanes],
    summary: summaryOf(cases),
    scores: scoresOf(ran),
    cases,
  } satisfies EvalResults);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new InputError(`cannot write to ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
