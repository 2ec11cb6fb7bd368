import type { GoFile } from '../go/file.ts';
import { type Effort, noEffort } from './effort.ts';
import type { GoVisit, Standard } from './standard.ts';

/** Measures what standards cost. Those that it does not measure pay nothing. */
export class Meter {
  /** Monotonic milliseconds. */
  private readonly now: () => number;
  private effort = noEffort();

  constructor(now: () => number) {
    this.now = now;
  }

  /** The same standard, its visits on the clock. */
  measured(standard: Standard): Standard {
    const visits = Object.entries(standard.go ?? {}).map(([kind, visit]) => [kind, this.timed(standard.id, visit)]);
    return { ...standard, go: Object.fromEntries(visits) };
  }

  /** Counts the file's lines as judged. */
  count(file: GoFile): void {
    if (file.facts.generated) return;
    const { tree } = file;
    this.effort.lines[file.isTest ? 'tests' : 'sources'] += tree.lineAt(Math.max(tree.text.length - 1, 0));
  }

  /** What was measured since the last time. */
  take(): Effort {
    const taken = this.effort;
    this.effort = noEffort();
    return taken;
  }

  private timed(id: string, visit: GoVisit): GoVisit {
    return (...given) => {
      const start = this.now();
      visit(...given);
      const { spent } = this.effort;
      spent[id] = (spent[id] ?? 0) + this.now() - start;
    };
  }
}
