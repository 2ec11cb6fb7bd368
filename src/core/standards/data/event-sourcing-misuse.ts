import { defineJudgement } from '../judgement.ts';

export const eventSourcingMisuse = defineJudgement({
  id: 'data/event-sourcing-misuse',
  severity: 'low',
  flags: [],
  title: 'Event sourcing or CQRS that loses what it is for',
  why: 'Events that are edited, or projections that send mail, charge cards or ask the clock, make a replay do it all again or end elsewhere: the history can no longer be trusted nor the read side rebuilt. Where neither is needed, two models are kept in step for nothing.',
  fix: 'Append events and correct them with further ones; give them a version; let projections compute from events alone and keep effects in handlers that remember what they did. Where one table would do, use one table.',
  references: [
    'https://learn.microsoft.com/en-us/azure/architecture/patterns/event-sourcing',
    'https://martinfowler.com/bliki/CQRS.html',
  ],
});
