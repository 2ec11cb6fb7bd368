import { expect, test } from 'vitest';
import { createLog } from '../../../src/edge/telemetry/log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('info', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

test('an error is told by its name, message, code, place and cause, and by nothing that hangs on it', () => {
  const cause = Object.assign(new TypeError('no such row'), { code: '23505', detail: 'hush' });
  const error = Object.assign(new Error('not stored', { cause }), {
    status: 503,
    request: { headers: { authorization: 'hush' } },
  });
  const line = logged((log) => log.error({ err: error }, 'failed'));
  expect(JSON.parse(line)).toMatchObject({
    msg: 'failed',
    err: { type: 'Error', message: 'not stored', status: 503, cause: { type: 'TypeError', code: '23505' } },
  });
  expect(line).toContain('log.test.ts');
  expect(line).not.toContain('hush');
});

test('a stack does not repeat the message that the error had when it was made', () => {
  const error = new Error('Unexpected token in hush');
  error.message = 'Invalid JSON';
  const line = logged((log) => log.error(new AggregateError([error], 'Invalid JSON')));
  expect(line).toContain('Invalid JSON');
  expect(line).not.toContain('hush');
});

test('what is named like a secret is not shown', () => {
  const line = logged((log) => log.info({ token: 'hush', settings: { privateKey: 'hush', port: 3000 } }, 'started'));
  expect(line).toContain('3000');
  expect(line).not.toContain('hush');
});
