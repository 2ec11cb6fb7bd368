import type { Env } from '../../config/env.ts';
import type { Model } from '../../core/architect/model.ts';
import { openModelLane } from '../model/open-model.ts';

/**
 * The architect model for one run of the command line; null without a key, and where nobody wants it.
 *
 * @param notice is told what went wrong, a line each
 * @throws InputError for settings that are not usable
 */
export async function openModel(
  env: Pick<Env, 'model'>,
  { wanted, notice }: { wanted: boolean; notice: (message: string) => void },
): Promise<Model | null> {
  const settings = wanted ? env.model() : null;
  if (settings === null) return null;
  const lane = await openModelLane(settings, {
    watch: {
      retried: ({ message }, waitMs) => notice(`${message}; asking again in ${Math.ceil(waitMs / 1000)} s`),
      ended: ({ said }) => said !== null && notice(`the API of the architect model says: ${said}`),
      unpriced: (model) => notice(`no price is known for ${model}: the dearest is assumed (ARCHITECT_MODEL_PRICES)`),
    },
  });
  return lane.forReview();
}
