import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { untilSignal } from '../../../src/edge/service/until-signal.ts';

test.each(['SIGTERM', 'SIGINT'])('%s asks for the end, and no second signal is listened to', async (signal) => {
  const process = new EventEmitter();
  const asked = untilSignal(process);
  process.emit(signal, signal);
  expect(await asked).toBe(signal);
  expect(process.eventNames()).toEqual([]);
});
