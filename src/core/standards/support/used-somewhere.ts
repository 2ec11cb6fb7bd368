import type { GoIndex } from '../../go/index/go-index.ts';
import { remembered } from '../../go/remember.ts';

const answers = new WeakMap<GoIndex, (use: string) => boolean>();

/** Some code of the repository, tests aside, has this use (`.SetMaxOpenConns`), whatever it is a method of. */
export function isUsedSomewhere(index: GoIndex, use: string): boolean {
  let ask = answers.get(index);
  if (ask === undefined) {
    ask = remembered((each: string) => search(index, each));
    answers.set(index, ask);
  }
  return ask(use);
}

function search(index: GoIndex, use: string): boolean {
  for (const file of index.allFiles()) {
    if (file.path.endsWith('_test.go') || file.mentions?.(use) === false) continue;
    if ([...file.facts.functions, ...file.facts.values].some(({ uses }) => uses.includes(use))) return true;
  }
  return false;
}
