import { dataBlock } from '../data-block.ts';
import type { ModelRequest } from '../model.ts';
import type { Reply } from '../reply.ts';
import { type ReviewMaterial, reviewRequest } from './review-request.ts';

export interface PartReply {
  name: string;
  reply: Reply;
}

/** Asks for one review out of those of the parts. */
export function synthesisRequest(replies: readonly PartReply[], given: ReviewMaterial): ModelRequest {
  const answers = replies.map(({ name, reply }) =>
    dataBlock('answer on a part', { part: name }, JSON.stringify(reply, null, 1)),
  );
  const material = [...given.material, '# The reviews of its parts', ...answers];
  return { ...reviewRequest({ ...given, material }), task: 'synthesis' };
}
