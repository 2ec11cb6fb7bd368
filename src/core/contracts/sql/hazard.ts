/** What a statement of a migration does to those who use the table while it runs, or to the version that runs still. */
export interface Hazard {
  /** The claim with its consequence and the way around it, in Markdown. */
  message: string;
  /** Hints depend on what the statement does not tell: the old type, who still reads a column. */
  certain: boolean;
  severity?: 'critical' | 'medium' | 'low';
}

export function certain(message: string, severity?: Hazard['severity']): Hazard {
  return { message, certain: true, ...(severity ? { severity } : {}) };
}

export function hint(message: string, severity: Hazard['severity'] = 'medium'): Hazard {
  return { message, certain: false, severity };
}
