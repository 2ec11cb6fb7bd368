import type { PullRequest } from '../core/change/snapshot.ts';
import type { Recording } from '../core/replay/recording.ts';
import type { Tool } from '../core/report/context.ts';
import { planNew } from './plan-new.ts';
import type { Outcome, Ports, RunOptions } from './ports.ts';
import { readConfig } from './read-config.ts';
import { Recorder, type RecordOptions } from './record.ts';
import { review } from './review.ts';

/** Reviews as if nothing listened, and gives the recording beside the outcome. */
export async function recordReview(
  pull: PullRequest,
  ports: Ports,
  options: RunOptions,
  { tool, ...record }: Omit<RecordOptions, 'version'> & { tool: Tool },
): Promise<{ outcome: Outcome; recording: Recording }> {
  const recorder = new Recorder({ ...record, version: tool.version });
  const heard = recorder.pull(pull);
  const outcome = await review(heard, recorder.ports(ports), options);
  const { config } = options.config ?? (await readConfig(heard.base, heard.blobs));
  const { plan } = planNew(outcome, pull.change, config, tool);
  return { outcome, recording: recorder.recording(pull, ports, options, outcome, plan) };
}
