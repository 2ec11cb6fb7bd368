import { join } from 'node:path';
import type { PullRequest } from '../../core/change/snapshot.ts';
import { type Judged, judge } from '../../pipeline/judge.ts';
import { planNew } from '../../pipeline/plan-new.ts';
import type { Ports } from '../../pipeline/ports.ts';
import { Recorder } from '../../pipeline/record.ts';
import { TOOL } from '../cli/tool.ts';
import { openRecordings } from '../replay/recordings.ts';
import type { Order } from './protocol.ts';

/**
 * Judges, and keeps what the review was made of. The contents of files stay where they are, in the blob store. That a
 * review could not be recorded is told and changes nothing.
 */
export async function judgeRecorded(
  pull: PullRequest,
  { task, dataDir, recordings }: Order,
  ports: Ports,
  notice: (message: string) => void,
): Promise<Judged> {
  if (!recordings) return judge(pull, task, ports);
  const { installation, id, owner, name } = task.repo;
  const made = new Date().toISOString();
  const recorder = new Recorder({ version: TOOL.version, made, store: { installation, repo: id, owner, name } });
  const judged = await judge(recorder.pull(pull), task, recorder.ports(ports));
  const { config, last } = task;
  try {
    const { plan } = planNew(judged.outcome, judged.change, config.config, TOOL);
    const recording = recorder.recording(pull, ports, { failOn: null, config, last }, judged.outcome, plan);
    const what = 'pull' in task.range ? `pull${task.range.pull}` : 'queue';
    const label = `${what}-${task.range.head.slice(0, 10)}-${made.replace(/[^\dT]/g, '')}`;
    const kept = await openRecordings(join(dataDir, 'recordings'), recordings).keep(task.repo, label, recording);
    return { ...judged, recording: kept };
  } catch (error) {
    notice(`the review was not recorded: ${error instanceof Error ? error.message : String(error)}`);
    return judged;
  }
}
