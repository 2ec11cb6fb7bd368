/** The tables as kysely sees them; `migrations.ts` makes them. */
export interface Tables {
  'architect.migration': { number: number };
  'architect.delivery': { id: string; event: string; received: Date };
  'architect.work': WorkRow;
  'architect.verdict': VerdictRow;
  'architect.checked': { installation: number; repo: number; head: string; at: Date; announced: unknown };
  'architect.config': { installation: number; repo: number; blob: string };
  'architect.review': { installation: number; repo: number; pull: number; body: unknown };
  'architect.lease': { name: string; holder: string; until: Date };
  'architect.model_call': ModelCallRow;
}

export interface WorkRow {
  key: string;
  waiting: unknown;
  running: unknown;
  superseded: boolean;
  fence: number | null;
  job: string | null;
  delivery: string | null;
}

export interface VerdictRow {
  installation: number;
  repo: number;
  pull: number;
  head: string;
  base_ref: string;
  conclusion: string;
  title: string;
  inputs: string;
  published: boolean;
}

export interface ModelCallRow {
  id: string;
  installation: number;
  repo: number;
  pull: number | null;
  review: string;
  at: Date;
  reserved: number;
  cost: number | null;
  model: string | null;
  outcome: string | null;
  input: number | null;
  cache_write: number | null;
  cache_read: number | null;
  output: number | null;
}
