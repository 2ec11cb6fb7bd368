import type { Worker } from '../../pipeline/service-ports.ts';
import type { WorkParts } from './start-service.ts';

/** Takes the intents out of the store and does them. */
export async function startWork({ log }: WorkParts): Promise<Worker> {
  log.warn('what is stored waits: this version does no reviews');
  return { async stop() {} };
}
