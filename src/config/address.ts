import { z } from 'zod';

/** Of a server that secrets are sent to: plain HTTP stays on this machine. */
export const Address = z
  .url({ protocol: /^https?$/ })
  .refine((text) => {
    const url = URL.parse(text);
    return url?.protocol === 'https:' || /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url?.hostname ?? '');
  })
  .transform((text) => text.replace(/\/+$/, ''));
