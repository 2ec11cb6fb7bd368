import type { Evidence } from '../../findings/finding.ts';

/** What keeps a slow or failing peer from taking its caller along. */
export type GuardKind = 'deadline' | 'retry' | 'breaker' | 'pool limit';

export interface Guard extends Evidence {
  kind: GuardKind;
  /** How long or how many, as the code writes it: `2s`, `20`, `cfg.Timeout`; null where it does not say. */
  value: string | null;
}

/** What both have; where they differ in how long or how many, that is left out. */
export function inCommon(some: readonly Guard[], others: readonly Guard[]): readonly Guard[] {
  return some.flatMap((guard) => {
    const other = others.find(({ kind }) => kind === guard.kind);
    if (!other) return [];
    return [other.value === guard.value ? guard : { ...guard, value: null }];
  });
}

/** One of each kind, the first. */
export function oneEach(guards: readonly Guard[]): readonly Guard[] {
  return [...new Map(guards.toReversed().map((guard) => [guard.kind, guard])).values()].toReversed();
}

const UNITS: Readonly<Record<string, string>> = { Millisecond: 'ms', Second: 's', Minute: 'min', Hour: 'h' };

/** `5 * time.Second` as `5s`; anything else as it is. */
export function shortDuration(text: string): string {
  const [, before, unit, after] = /^(\d+)? ?\*? ?time\.(\w+)(?: ?\* ?(\d+))?$/.exec(text) ?? [];
  const short = unit === undefined ? undefined : UNITS[unit];
  return short === undefined ? text : `${before ?? after ?? 1}${short}`;
}

/** `deadline 2s, retry`. */
export function guardsText(guards: readonly Pick<Guard, 'kind' | 'value'>[]): string {
  return guards.map(({ kind, value }) => (value === null ? kind : `${kind} ${value}`)).join(', ');
}
