import { wrongStatus } from './api/wrong-status.ts';
import { boundaryLeak } from './architecture/boundary-leak.ts';
import { consistencyUnstated } from './data/consistency-unstated.ts';
import { eventSourcingMisuse } from './data/event-sourcing-misuse.ts';
import { fatHandler } from './quality/fat-handler.ts';
import { noFallback } from './resilience/no-fallback.ts';
import type { Standard } from './standard.ts';
import { noLoadPlan } from './testing/no-load-plan.ts';

/** Every standard that only the architect model judges. */
export const JUDGEMENTS: readonly Standard[] = [
  noFallback,
  wrongStatus,
  consistencyUnstated,
  eventSourcingMisuse,
  boundaryLeak,
  noLoadPlan,
  fatHandler,
];
