import { defineJudgement } from '../judgement.ts';

export const consistencyUnstated = defineJudgement({
  id: 'data/consistency-unstated',
  severity: 'low',
  flags: [],
  title: 'Write over several services with no stated strategy for consistency',
  why: 'Two services cannot commit together. When the second step fails, or the process dies between them, money is taken without an order or stock is held for nobody, and nothing notices, undoes or repeats it.',
  fix: 'Choose and write down what holds them together: an outbox and a consumer that may repeat, a saga whose steps have compensations, or a reconciliation that finds what was left. Say which state others may see meanwhile, and for how long.',
  references: [
    'https://microservices.io/patterns/data/saga.html',
    'https://microservices.io/patterns/data/transactional-outbox.html',
  ],
});
