import type { Reply, ReplyFinding } from '../../../../src/core/architect/reply.ts';
import { type CheckInput, checkReply } from '../../../../src/core/architect/verify/check.ts';
import type { Repository } from '../../../../src/core/architect/verify/repository.ts';
import type { ChangeLines } from '../../../../src/core/findings/line-map.ts';

/** A file of a shop, and answers about it that were written by hand. */
export const PATH = 'orders/place.go';
export const GO = `package orders

func (s *Store) Place(ctx context.Context, order Order) error {
	if err := s.payments.Charge(ctx, order); err != nil {
		return err
	}
	s.events.Publish(ctx, "orders.placed", order)
	return s.save(ctx, order)
}

func (s *Store) save(ctx context.Context, order Order) error {
	return s.db.Exec(ctx, insert, order.ID)
}
`;
export const BASE = 'package orders\n\nfunc (s *Store) Place(order Order) error {\n\treturn s.save(order)\n}\n';

/** Lines 4 to 7 are the change's. */
export const LINES: ChangeLines = {
  toNew: (_path, line) => line,
  toOld: (_path, line) => line,
  near: (_path, line) => line,
  touches: (path, line) => path === PATH && line >= 4 && line <= 7,
  basePath: (path) => path,
  headPath: (path) => path,
  hunks: () => [],
  firstTouched: (path, { line, endLine }) =>
    path === PATH && line <= 7 && endLine >= 4 ? { path, line: Math.max(line, 4) } : null,
};

export const REPOSITORY: Repository = {
  lines: LINES,
  declaration: (path, line) => {
    if (path !== PATH || line < 3 || line > 13) return null;
    return line <= 9
      ? { symbol: '(*Store).Place', line: 3, endLine: 9 }
      : { symbol: '(*Store).save', line: 11, endLine: 13 };
  },
  names: {
    hasPath: (path) => PATH.endsWith(path),
    hasName: (name) => new RegExp(`\\b${name}\\b`).test(GO + BASE),
    hasPackage: (name) => ['context', 'http', 'time'].includes(name),
  },
  usesOf: (name) => (name === 'save' ? 1 : null),
  standard: (id) => {
    if (id === 'errors/ignored-result') return { severity: 'high', off: false };
    if (id === 'resilience/no-fallback') return { severity: 'low', off: false };
    return id === 'data/no-transaction' ? { severity: 'high', off: true } : null;
  },
  services: {
    names: new Set(['orders', 'payments', 'mail']),
    talks: (from, to) => from === 'orders' && to === 'payments',
  },
};

export function said(given: Partial<ReplyFinding> = {}): ReplyFinding {
  return {
    standard: 'other',
    severity: 'high',
    confidence: 'high',
    path: PATH,
    quote: 's.events.Publish(ctx, "orders.placed", order)',
    claim: '`Place` tells of the order before it is saved',
    impact: 'When `save` fails, others act on an order that nobody has.',
    recommendation: 'Publish after the commit, through an outbox.',
    replacement: null,
    evidence: [{ path: PATH, side: 'head', quote: 'return s.save(ctx, order)', supports: 'It is saved afterwards.' }],
    alternatives: [],
    ...given,
  };
}

export const SILENT: Reply = {
  findings: [],
  corroborations: [],
  assessments: [],
  redFlags: [],
  design: [],
  questions: [],
  tradeOffs: [],
};

export function check(reply: Partial<Reply>, given: Partial<CheckInput> = {}) {
  const checked = checkReply({
    reply: { ...SILENT, ...reply },
    texts: { head: new Map([[PATH, GO]]), base: new Map([[PATH, BASE]]) },
    repository: REPOSITORY,
    findings: [],
    annotations: [],
    subsumes: new Map(),
    areas: new Set(['errors', 'resilience']),
    ...given,
  });
  return { ...checked, dropped: checked.drops.toRecord() };
}
