import { expect, test } from 'vitest';
import { logAndReturn } from '../../../../src/core/standards/errors/log-and-return.ts';
import { StandardRunner } from '../../../../src/core/standards/run.ts';
import { goFiles } from '../../../support/go.ts';

function lanes(texts: Record<string, string>): string[] {
  const runner = new StandardRunner([logAndReturn]);
  return goFiles(texts)
    .flatMap((file) => runner.run(file))
    .map(({ path, line, lane }) => `${path}:${line} ${lane}`);
}

test('gates where a caller of this very method logs, not of another’s of its name', () => {
  const calling = (callee: string) => `package orders

import "log/slog"

type store interface{ Update(id string) error }

type service struct{ store store }

func (s *service) Update(id string) error {
	err := s.store.Update(id)
	if err != nil {
		slog.Error("update", "error", err)
		return err
	}
	return nil
}

func (s *service) close(id string) {
	err := ${callee}(id)
	if err != nil {
		slog.Error("close", "error", err)
	}
}
`;
  expect(lanes({ 'orders/own.go': calling('s.Update') })).toEqual(['orders/own.go:12 D']);
  expect(lanes({ 'orders/other.go': calling('s.store.Update') })).toEqual(['orders/other.go:12 H']);
});
