import { placesIn } from './container.ts';
import type { EnvironmentFact, ProcessFact } from './facts.ts';

/** An env file: `NAME=value`, quotation marks and `export` taken away. */
export function environmentFile(text: string): EnvironmentFact[] {
  const place = placesIn(text);
  return text.split('\n').flatMap((line, index) => {
    const found = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (!found) return [];
    const [, name = '', value = ''] = found;
    const plain = /^(["'])(.*?)\1/.exec(value)?.[2] ?? value.replace(/\s+#.*$/, '');
    return [{ ...place(index + 1), name, value: plain }];
  });
}

/** `web: bin/shop serve` */
export function procfile(text: string): ProcessFact[] {
  const place = placesIn(text);
  return text.split('\n').flatMap((line, index) => {
    const [, name, command] = /^([\w-]+):\s*(\S.*?)\s*$/.exec(line) ?? [];
    return name && command ? [{ ...place(index + 1), name, command }] : [];
  });
}
