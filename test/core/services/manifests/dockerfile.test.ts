import { expect, test } from 'vitest';
import { readDockerfile } from '../../../../src/core/services/manifests/dockerfile.ts';

function startOf(line: string): unknown {
  const facts = readDockerfile(`FROM alpine:3.22\n${line}\n`);
  const [step] = facts.form === 'dockerfile' ? (facts.stages[0]?.steps ?? []) : [];
  return step?.op === 'cmd' || step?.op === 'entrypoint' ? { words: step.words, shell: step.shell } : step;
}

test('words of the exec form are kept as they are', () => {
  const words = ['sh', '-c', 'exec /orders --port 8080'];
  expect(startOf(`CMD ${JSON.stringify(words)}`)).toEqual({ words, shell: false });
  expect(startOf('ENTRYPOINT [ "/orders", \\\n  "--say", "\\"hi\\"" ]')).toEqual({
    words: ['/orders', '--say', '"hi"'],
    shell: false,
  });
});

test('what is no list of JSON is for the shell', () => {
  expect(startOf("CMD ['/orders']")).toEqual({ words: ["['/orders']"], shell: true });
  expect(startOf('CMD /orders --port 8080')).toEqual({ words: ['/orders --port 8080'], shell: true });
});

test('a stage ends where the next one begins, the last with the file', () => {
  const facts = readDockerfile('FROM golang:1.25 AS build\nRUN go build\n\nFROM scratch\nCOPY --from=build /a /a\n');
  expect(facts.form === 'dockerfile' && facts.stages.map(({ line, endLine }) => [line, endLine])).toEqual([
    [1, 3],
    [4, 6],
  ]);
});
