import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Env, readEnv } from '../../config/env.ts';
import { InputError } from '../../core/errors.ts';
import { digestOf } from '../../core/replay/digest.ts';
import type { Recording } from '../../core/replay/recording.ts';
import { requestDiff } from '../../core/replay/request-diff.ts';
import { visibleBlock } from '../../core/report/hidden.ts';
import { jsonDocument } from '../../core/report/json.ts';
import { count } from '../../core/report/words.ts';
import { planNew } from '../../pipeline/plan-new.ts';
import type { Ports } from '../../pipeline/ports.ts';
import { readConfig } from '../../pipeline/read-config.ts';
import { pullOf, type Replayed, replay } from '../../pipeline/replay.ts';
import { openBlobStores } from '../cache/blob-store.ts';
import { readPrompts } from '../prompts/read-prompts.ts';
import { readRecording } from '../replay/recording-file.ts';
import { countRecordings, openRecordings } from '../replay/recordings.ts';
import { storedBlobs } from '../replay/stored-blobs.ts';
import { EXIT } from './exit.ts';
import { emit, type OutputOptions } from './output.ts';
import { withPorts } from './ports.ts';
import { TOOL } from './tool.ts';

export interface ReplayOptions extends OutputOptions {
  prompts?: string;
  plan?: boolean;
}

/** `architect replay`: the recorded review again, or what other prompts would ask. */
export async function runReplay(name: string, options: ReplayOptions): Promise<number> {
  const env = readEnv();
  const recording = readRecording(pathOf(name, env));
  const prompts = options.prompts === undefined ? undefined : readPrompts(options.prompts);
  if (prompts && !recording.header.model) throw new InputError(`${name}: no model was asked in this review`);
  const { store } = recording.header;
  const stores = store && openBlobStores(join(env.dataDir, 'blobs'));
  const blobs = stores ? storedBlobs(stores.of({ ...store, id: store.repo })) : undefined;
  const { failOn } = options;
  const work = ({ go, sql }: Ports) => replay(recording, { go, sql, prompts, failOn, blobs });
  const replayed = await withPorts(env, work, { afresh: true }).finally(() => stores?.close());
  if (blobs && blobs.gone.size > 0)
    throw new InputError(
      `${count(blobs.gone.size, 'file')} of this review are not kept any more: it cannot be run again`,
    );
  if (prompts) return showDiff(recording, replayed, options);
  return show(recording, replayed, options, env);
}

/** A file, or the id of a review of the service whose data folder this is. */
function pathOf(name: string, { dataDir }: Env): string {
  if (existsSync(name)) return name;
  const folder = join(dataDir, 'recordings');
  const path = openRecordings(folder, { days: 0, megabytes: 0 }).find(name);
  if (path !== null) return path;
  const kept = countRecordings(folder);
  throw new InputError(
    `${name} is no recording: name a file that review --record wrote, or the id that the service logged with the review (${count(kept, 'review')} kept in ${folder})`,
  );
}

async function show(recording: Recording, replayed: Replayed, options: ReplayOptions, env: Env): Promise<number> {
  const { missing, outcome } = replayed;
  if (missing.length > 0)
    throw new InputError(
      `this version asks the model something else than was recorded (request ${1 + (missing[0]?.at ?? 0)}): there is no reply to it; --prompts prompts shows the difference`,
    );
  const pull = pullOf(recording);
  const { config } = recording.header.config ?? (await readConfig(pull.base, pull.blobs));
  const { plan } = planNew(outcome, pull.change, config, TOOL);
  const same = digestOf(outcome.review, plan) === recording.outcome.digest;
  process.stderr.write(
    `architect: ${same ? 'the same' : 'not the same'} as was recorded by ${recordedBy(recording)}\n`,
  );
  if (!options.plan) return emit(outcome, options, env);
  write(jsonDocument(plan), options.output);
  return EXIT.passed;
}

function recordedBy({ header }: Recording): string {
  return `version ${header.version} at ${header.made}`;
}

/** What was asked, pair by pair. A request that got no reply ends its conversation: nothing is known of what follows. */
function showDiff({ exchanges }: Recording, { missing }: Replayed, options: ReplayOptions): number {
  const parts = missing.flatMap(({ at, request }) => {
    const before = exchanges[at]?.request ?? null;
    return requestDiff(before, request, `request ${at + 1}`) ?? [];
  });
  const last =
    missing.length === 0
      ? 'All requests are as they were recorded.\n'
      : `\nNo reply is recorded for ${missing.length === 1 ? 'this request' : `these ${missing.length} requests`}: what the model would say to it, and what it would be asked next, is not known.\n`;
  write(visibleBlock(parts.join('\n') + last), options.output);
  return EXIT.passed;
}

function write(text: string, path: string | undefined): void {
  if (path === undefined) process.stdout.write(text);
  else writeFileSync(path, text);
}
