import type { Discussion } from '../core/architect/discussion.ts';
import { type Model, ModelError } from '../core/architect/model.ts';
import type { Blob, PullRequest, Snapshot } from '../core/change/snapshot.ts';
import { digestOf } from '../core/replay/digest.ts';
import {
  type Exchange,
  type Header,
  RECORDING_FORMAT,
  type RecordedSnapshot,
  type Recording,
} from '../core/replay/recording.ts';
import type { Siblings } from '../core/services/siblings/contracts.ts';
import type { Outcome, Ports, RunOptions, SiblingReader } from './ports.ts';

export interface RecordOptions {
  version: string;
  /** ISO instant. */
  made: string;
  /** Where contents lie that the recording then leaves out. */
  store: Header['store'];
}

/** Listens to a review. What it is given stands in for what the review would have been given. */
export class Recorder {
  private readonly blobs = new Map<string, Blob>();
  private readonly exchanges: Exchange[] = [];
  private readonly clock: number[] = [];
  private discussion: Discussion | null = null;
  private siblings: Siblings | null = null;
  private readonly options: RecordOptions;

  constructor(options: RecordOptions) {
    this.options = options;
  }

  /** Contents are heard only where they are kept. */
  pull(pull: PullRequest): PullRequest {
    const { discussion } = pull;
    const heard = discussion ? async () => (this.discussion = await discussion()) : undefined;
    const same = { ...pull, ...(heard ? { discussion: heard } : {}) };
    if (this.options.store !== null) return same;
    const { blobs } = this;
    return {
      ...same,
      blobs: {
        async *read(ids) {
          for await (const blob of pull.blobs.read(ids)) {
            blobs.set(blob.blob, blob);
            yield blob;
          }
        },
      },
    };
  }

  ports<Given extends Ports>(ports: Given): Given {
    const now = () => {
      const time = ports.now();
      this.clock.push(time);
      return time;
    };
    const siblings: SiblingReader = (names) =>
      ports.siblings?.(names)?.then((read) => {
        this.siblings = read;
        return read;
      }) ?? null;
    return { ...ports, now, siblings, ...(ports.model ? { model: this.model(ports.model) } : {}) };
  }

  private model(model: Model): Model {
    return {
      ask: async (request, signal) => {
        const exchange: Exchange = {
          request,
          answer: { failure: 'unreachable', message: 'ended', retryAfterMs: null },
        };
        this.exchanges.push(exchange);
        try {
          const reply = await model.ask(request, signal);
          exchange.answer = { reply };
          return reply;
        } catch (error) {
          if (error instanceof ModelError) {
            const { failure, message, retryAfterMs } = error;
            exchange.answer = { failure, message, retryAfterMs };
          }
          throw error;
        }
      },
    };
  }

  /** @param plan what would be published, or was; plain data */
  recording(pull: PullRequest, ports: Ports, options: RunOptions, outcome: Outcome, plan: unknown): Recording {
    const { version, made, store } = this.options;
    return {
      header: {
        format: RECORDING_FORMAT,
        version,
        made,
        change: pull.change,
        discussion: this.discussion,
        base: recorded(pull.base),
        head: recorded(pull.head),
        config: options.config ?? null,
        failOn: options.failOn,
        last: options.last ?? null,
        siblings: this.siblings,
        today: ports.today,
        model: Boolean(ports.model),
        prompts: ports.prompts ?? null,
        store,
      },
      blobs: [...this.blobs.values()],
      exchanges: this.exchanges,
      outcome: { clock: this.clock, digest: digestOf(outcome.review, plan) },
    };
  }
}

function recorded({ commit, entries }: Snapshot): RecordedSnapshot {
  return { commit, entries: [...entries].map(([path, { blob, kind, size }]) => [path, blob, kind, size]) };
}
