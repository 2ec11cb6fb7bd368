import { defineJudgement } from '../judgement.ts';

export const boundaryLeak = defineJudgement({
  id: 'architecture/boundary-leak',
  severity: 'low',
  flags: ['distributed-monolith'],
  title: 'Concept of one bounded context modelled in another',
  why: "A rule that lives in two services changes in one of them first. Shipping that knows how prices are made, or a gateway that knows an order's states, must be released together with their owner, and are wrong until they are.",
  fix: 'Let the owner decide and send the decision: a price instead of its rules, `can_be_cancelled` instead of the states that allow it. Keep in the other service only what it needs, under its own name, translated at its edge.',
  references: [
    'https://martinfowler.com/bliki/BoundedContext.html',
    'https://learn.microsoft.com/en-us/azure/architecture/microservices/model/domain-analysis',
  ],
});
