import { mark } from './mark.ts';

const KIND = /^kind:\s*["']?Secret["']?\s*$/m;

/** Blots out what a Kubernetes Secret holds, whatever it looks like. */
export function redactSecretManifest(text: string): string {
  if (!KIND.test(text)) return text;
  return text
    .split(/^(?=---)/m)
    .map((document) => (KIND.test(document) ? withoutData(document) : document))
    .join('');
}

function withoutData(document: string): string {
  let inside = false;
  return document
    .split('\n')
    .map((line) => {
      if (/^\S/.test(line)) inside = /^(?:data|stringData):\s*$/.test(line);
      if (!inside) return line;
      const entry = /^(\s+["']?[\w.-]+["']?:\s*)(\S.*)$/.exec(line);
      // A line without a key continues the value above it.
      const [before, value] = entry ? [entry[1] ?? '', entry[2] ?? ''] : [/^\s*/.exec(line)?.[0] ?? '', line.trim()];
      const says =
        value === '' ||
        /^(?:[|>][-+]?$|\{\{|\$|\[secret |(?:data|stringData):)/.test(value) ||
        line.trim().startsWith('#');
      return says ? line : `${before}${mark(value)}`;
    })
    .join('\n');
}
