import type { Intent } from '../../../src/core/intents/intent.ts';
import type { Handlers, Log, Turn } from '../../../src/pipeline/service-ports.ts';

export const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A turn that a handler has, and that ends when the test says so. */
export interface Scene {
  intent: Intent;
  turn: Turn;
  finish(): void;
  fail(error: Error): void;
}

/** Handlers that do nothing by themselves: a test takes the turns in the order they begin, and ends them. */
export class Stage {
  readonly handlers: Handlers;
  readonly dead: { intent: Intent; error: Error }[] = [];
  readonly #begun: Scene[] = [];
  readonly #waiting: ((scene: Scene) => void)[] = [];
  #deadNews = Promise.withResolvers<void>();

  constructor() {
    const play = (intent: Intent, turn: Turn) =>
      new Promise<void>((resolve, reject) => {
        const scene = { intent, turn, finish: resolve, fail: reject };
        const waiting = this.#waiting.shift();
        if (waiting) waiting(scene);
        else this.#begun.push(scene);
      });
    this.handlers = {
      'review-pull': play,
      'stop-review': play,
      'review-head': play,
      'review-merge-group': play,
      'drop-merge-group': play,
      'follow-default-branch': play,
      'forget-installation': play,
    };
  }

  readonly onDead = (intent: Intent, error: Error): void => {
    this.dead.push({ intent, error });
    this.#deadNews.resolve();
    this.#deadNews = Promise.withResolvers();
  };

  /** The next turn to begin. */
  next(): Promise<Scene> {
    const scene = this.#begun.shift();
    return scene ? Promise.resolve(scene) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Turns that have begun and that nobody took. */
  get begun(): readonly Scene[] {
    return this.#begun;
  }

  async death(): Promise<{ intent: Intent; error: Error }> {
    const known = this.dead.shift();
    if (known) return known;
    await this.#deadNews.promise;
    return await this.death();
  }
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** A log that tells when a message comes. */
export class Listener implements Log {
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Resolves at the next message of this text. */
  heard(message: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(message, [...(this.#waiting.get(message) ?? []), resolve]);
    });
  }

  readonly debug = (_: object, message: string): void => {
    for (const resolve of this.#waiting.get(message) ?? []) resolve();
    this.#waiting.delete(message);
  };
  readonly info = this.debug;
  readonly warn = this.debug;
  readonly error = this.debug;
}
