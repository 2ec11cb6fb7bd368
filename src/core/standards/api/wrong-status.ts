import { defineJudgement } from '../judgement.ts';

export const wrongStatus = defineJudgement({
  id: 'api/wrong-status',
  severity: 'low',
  flags: [],
  title: 'Status that contradicts the outcome',
  why: 'Clients, proxies, retries and alerts act on the status and read nothing else: a failure sent as 200 is cached and never retried, a fault of the caller sent as 500 wakes someone and is retried in vain, `Unknown` where gRPC has a code hides both.',
  fix: 'Map the domain\'s outcomes to statuses in one place at the edge: not found to 404 or `NotFound`, a conflict to 409 or `Aborted`, what the caller must correct to 400 or `InvalidArgument`, what may work later to 503 or `Unavailable`, and the rest to 500 or `Internal`.\n\n```go\nswitch {\ncase errors.Is(err, orders.ErrNotFound):\n\treturn status.Error(codes.NotFound, "no such order")\ncase errors.Is(err, orders.ErrStale):\n\treturn status.Error(codes.Aborted, "the order was changed meanwhile")\n}\n```',
  references: ['https://www.rfc-editor.org/rfc/rfc9110#section-15', 'https://grpc.io/docs/guides/status-codes/'],
});
