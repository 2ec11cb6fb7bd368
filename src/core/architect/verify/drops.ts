/** Why something that the model said is not shown; counted and told. */
export type DropReason =
  | 'quote not found'
  | 'evidence not found'
  | 'no such file'
  | 'names what is not there'
  | 'contradicts what was computed'
  | 'stood before this change'
  | 'switched off'
  | 'said already'
  | 'said by another check'
  | 'refuted by the second look'
  | 'not certain'
  | 'not looked at a second time'
  | 'not said before of the same code';

/** Counts by reason, in the order in which the reasons came up. */
export class Drops {
  private readonly counts = new Map<string, number>();

  add(reason: DropReason): void {
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }
}
