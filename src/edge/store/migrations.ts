/**
 * The steps that lead from an empty database to the tables in use, each a list of single statements. The number of a
 * step is its place, from 1. A step that was released never changes: what it got wrong, a later one mends.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    // What GitHub delivered, so that a redelivery does nothing twice.
    `CREATE TABLE architect.delivery (
       id text PRIMARY KEY,
       event text NOT NULL,
       received timestamptz NOT NULL
     )`,
    'CREATE INDEX delivery_received ON architect.delivery (received)',
    // Never starts anew, so that the fence of a key grows although its row comes and goes.
    'CREATE SEQUENCE architect.fence',
    // What is asked for, one row for each key that has work. The queue's job for the key holds only the key.
    `CREATE TABLE architect.work (
       key text PRIMARY KEY,
       -- The intent that no turn has begun yet.
       waiting jsonb,
       -- The intent of the newest turn. A turn that dies leaves it behind for the next one.
       running jsonb,
       -- What waits supersedes what runs.
       superseded boolean NOT NULL DEFAULT false,
       -- Of the newest turn.
       fence bigint,
       -- The queue's job of the newest turn, as long as it is that one which goes on.
       job uuid,
       -- The newest delivery that asked.
       delivery text
     )`,
    // One row for each pull request: it has one head at a time.
    `CREATE TABLE architect.verdict (
       installation bigint NOT NULL,
       repo bigint NOT NULL,
       pull integer NOT NULL,
       head text NOT NULL,
       base_ref text NOT NULL,
       conclusion text NOT NULL,
       title text NOT NULL,
       PRIMARY KEY (repo, pull)
     )`,
    'CREATE INDEX verdict_head ON architect.verdict (repo, head)',
    'CREATE INDEX verdict_installation ON architect.verdict (installation)',
  ],
  [
    "ALTER TABLE architect.verdict ADD COLUMN inputs text NOT NULL DEFAULT ''",
    'ALTER TABLE architect.verdict ADD COLUMN published boolean NOT NULL DEFAULT false',
    // Commits on which a check run was begun, or was about to be.
    `CREATE TABLE architect.checked (
       installation bigint NOT NULL,
       repo bigint NOT NULL,
       head text NOT NULL,
       at timestamptz NOT NULL,
       PRIMARY KEY (repo, head)
     )`,
    'CREATE INDEX checked_at ON architect.checked (at)',
    // Which configuration the default branch had when it was looked at last.
    `CREATE TABLE architect.config (
       installation bigint NOT NULL,
       repo bigint PRIMARY KEY,
       blob text NOT NULL
     )`,
    // Who may do what only one may do at a time, over all replicas.
    `CREATE TABLE architect.lease (
       name text PRIMARY KEY,
       holder uuid NOT NULL,
       until timestamptz NOT NULL
     )`,
  ],
  [
    // What the last review of a pull request saw and said, as JSON.
    `CREATE TABLE architect.review (
       installation bigint NOT NULL,
       repo bigint NOT NULL,
       pull integer NOT NULL,
       body jsonb NOT NULL,
       PRIMARY KEY (repo, pull)
     )`,
    'CREATE INDEX review_installation ON architect.review (installation)',
  ],
  [
    // The check run that was announced there and not begun, as JSON.
    'ALTER TABLE architect.checked ADD COLUMN announced jsonb',
  ],
  [
    // What was sent to the architect model: numbers alone.
    `CREATE TABLE architect.model_call (
       id uuid PRIMARY KEY,
       installation bigint NOT NULL,
       repo bigint NOT NULL,
       pull integer,
       -- One run of the pipeline.
       review uuid NOT NULL,
       at timestamptz NOT NULL,
       -- USD that it may cost at most, and what it did cost once that is known.
       reserved double precision NOT NULL,
       cost double precision,
       model text,
       outcome text,
       input integer,
       cache_write integer,
       cache_read integer,
       output integer
     )`,
    'CREATE INDEX model_call_repo ON architect.model_call (repo, at)',
    'CREATE INDEX model_call_at ON architect.model_call (at)',
  ],
];
