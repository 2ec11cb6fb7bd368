import { z } from 'zod';
import { RED_FLAGS, SEVERITIES } from '../findings/finding.ts';

/** What `--format json` prints. Fields are added within a version, never renamed or removed. */
export const SCHEMA_VERSION = 1;

const Line = z.int().min(1).describe('Counts from 1, at head.');
const Path = z
  .string()
  .describe('Slash-separated, relative to the root of the repository; `acme/stock:main.go` in a sibling.');
const Fingerprint = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .describe('Recognises the finding again across pushes, renames and line shifts.');

const JsonEvidence = z.strictObject({
  path: Path,
  line: Line,
  text: z.string().describe('The source line, trimmed.'),
  side: z.literal('base').exactOptional().describe('The line stands at base; else at head.'),
  supports: z.string().exactOptional().describe('What of the claim it proves.'),
});

const JsonLineEdit = z
  .strictObject({ line: Line, endLine: Line, text: z.string().describe('Without the last line feed; empty deletes.') })
  .describe('Replaces the whole lines from line to endLine.');

const JsonSuggestion = JsonLineEdit.extend({
  also: z.array(JsonLineEdit).describe('Other lines of the file that must change with these: imports, mostly.'),
}).describe('A mend that was made, judged again and found right.');

const JsonJudgement = z.strictObject({
  checked: z.enum(['confirmed', 'uncertain']).describe('What came of looking at it a second time.'),
  because: z.string(),
  recommendation: z.string(),
  alternatives: z.array(z.strictObject({ option: z.string(), tradeOff: z.string() })),
  claimedSeverity: z.enum(SEVERITIES).exactOptional().describe('Set where the second look made it less.'),
});

const JsonFinding = z.strictObject({
  standard: z
    .string()
    .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/)
    .describe('Id in the catalogue of standards, area/name.'),
  area: z.string(),
  severity: z.enum(SEVERITIES),
  lane: z.enum(['D', 'H', 'M']).describe('D: deterministic. H: a hint, advisory. M: judged by the architect model.'),
  flag: z.enum(RED_FLAGS).nullable().describe('The leading red flag that the finding raises.'),
  path: Path,
  line: Line,
  endLine: Line,
  symbol: z.string().nullable().describe('Enclosing declaration, Place or (*Server).Place; null at file level.'),
  title: z.string().describe('The standard in a few words.'),
  message: z.string().describe('The claim and its consequence at this place, in Markdown.'),
  evidence: z.array(JsonEvidence).describe('Other places that prove the claim.'),
  suggestion: JsonSuggestion.nullable(),
  fingerprint: Fingerprint,
  new: z.boolean().describe('The change brought it in; false where it stood at base already.'),
  judgement: JsonJudgement.exactOptional().describe('Lane M: the rest of what the architect model says.'),
  corroborated: z.literal(true).exactOptional().describe('Lane M: a hint of the rules says the same.'),
  note: z.string().exactOptional().describe('Lanes D and H: what the architect model adds.'),
});

const JsonSilenced = z.strictObject({
  finding: JsonFinding,
  by: z.string().describe('Ignore comment, waiver, generated header or configuration.'),
  reason: z.string().nullable(),
  path: Path.describe('Where the silencing stands.'),
  line: Line,
  respected: z.boolean().describe('False when the change itself added it: the finding is then among the findings too.'),
});

const Change = z.enum(['added', 'removed', 'same']);

const JsonService = z.strictObject({
  name: z.string(),
  root: z.string().describe('Directory.'),
  kind: z.enum(['go', 'other']).describe('other: not made of Go of this repository.'),
  change: Change,
});

const JsonEdge = z.strictObject({
  from: z.string(),
  to: z.string(),
  kind: z.enum(['http', 'grpc', 'publish', 'consume', 'table', 'database', 'cache', 'external']),
  state: z.enum(['called', 'addressed', 'wired', 'unresolved']),
  subject: z.string().nullable().describe('An RPC, a route, a topic, a table; null when only the peer is known.'),
  change: Change,
  path: Path,
  line: Line,
  evidence: z.array(JsonEvidence),
});

const JsonStats = z.strictObject({
  standard: z.string(),
  findings: z.int().min(0),
  lines: z.int().min(0).describe('Lines of Go that the standard looked at.'),
  perThousandLines: z.number().min(0).describe('Findings in a thousand of them.'),
  ms: z.number().min(0).describe('Milliseconds spent in it, over all threads.'),
  share: z.number().min(0).max(1).describe('Of the time spent in all standards.'),
});

const JsonModel = z.strictObject({
  state: z.enum(['used', 'off', 'unavailable', 'over-budget']),
  why: z.string().nullable().describe('Why it did not judge, or not all.'),
  failure: z.string().nullable().describe('The same as a word, such as timeout or breaker-open.'),
  models: z.array(z.string()).describe('That answered, as the API names them.'),
  calls: z.int().min(0),
  usage: z.strictObject({
    input: z.number().min(0).describe('Tokens that were neither written to the cache nor read from it.'),
    cacheWrite: z.number().min(0),
    cacheRead: z.number().min(0),
    output: z.number().min(0),
    costUsd: z.number().min(0).describe("At the operator's prices."),
  }),
  dropped: z.record(z.string(), z.int().min(0)).describe('What it said and is not shown, by reason.'),
  leftOut: z.array(z.strictObject({ what: z.string(), reason: z.string() })).describe('What it did not see.'),
});

const JsonCommentary = z
  .strictObject({
    assessments: z.array(
      z.strictObject({
        area: z.string(),
        verdict: z.enum(['sound', 'concerns', 'not enough to tell']),
        reason: z.string(),
      }),
    ),
    design: z.array(
      z.strictObject({
        topic: z.enum(['boundaries', 'contracts', 'data', 'failure scenarios']),
        comment: z.string(),
      }),
    ),
  })
  .describe('What the architect model says of the change as a whole.');

const JsonImpact = z
  .strictObject({
    offers: z
      .array(
        z.strictObject({
          kind: z.enum(['route', 'rpc', 'contract']),
          name: z.string(),
          change: z.enum(['added', 'removed', 'changed']),
          path: Path.describe('At base for what is removed.'),
          line: z.int().min(1),
          services: z.array(z.string()).describe('That answer a route, or call a method.'),
        }),
      )
      .describe('What services offer, as far as the change alters it.'),
    notable: z
      .array(
        z.strictObject({
          kind: z.enum(['cycle', 'hop', 'shared table']),
          message: z.string(),
          path: Path,
          line: z.int().min(1),
        }),
      )
      .describe('New circles of calls, calls that requests wait for, tables that several services write.'),
    radius: z
      .array(
        z.strictObject({
          kind: z
            .enum(['declaration', 'method', 'field', 'interface method', 'message', 'message field'])
            .describe('A declaration is a function, a type, a variable or a constant.'),
          name: z.string(),
          change: z.enum(['added', 'removed', 'changed']),
          path: Path.nullable().describe('Null for what is gone.'),
          line: z.int().min(1).nullable(),
          callers: z.int().min(1).describe('Declarations of other packages that name it.'),
          places: z.array(z.strictObject({ path: Path, line: z.int().min(1) })),
          services: z.array(z.string()).describe('That run one of them.'),
          owners: z.array(z.string()).describe('By CODEOWNERS at base.'),
        }),
      )
      .describe('What is exported and changed, its members and those of messages among it, with most callers first.'),
    elsewhere: z
      .array(
        z.strictObject({
          kind: z.enum(['rpc', 'route', 'topic', 'call']),
          name: z.string(),
          change: z.enum(['added', 'removed', 'changed']),
          path: Path,
          line: z.int().min(1),
          by: z.array(z.strictObject({ service: z.string(), path: z.string(), line: z.int().min(1) })),
        }),
      )
      .exactOptional()
      .describe('What services of siblings use of what the change alters: `acme/mail: mail`, `acme/mail:main.go`.'),
  })
  .describe('What the change does beyond edges; absent in an audit.');

export const JsonReview = z.strictObject({
  schema: z.literal(SCHEMA_VERSION),
  change: z.strictObject({
    base: z.string().nullable().describe('Null for an audit, which looks at one snapshot alone.'),
    head: z.string(),
    title: z.string().nullable(),
  }),
  findings: z.array(JsonFinding).describe('New ones first, worst first.'),
  silenced: z.array(JsonSilenced),
  redFlags: z.array(
    z.strictObject({
      flag: z.enum(RED_FLAGS),
      state: z.enum(['clear', 'raised', 'not assessable']),
      findings: z.array(Fingerprint),
      reason: z.string().exactOptional(),
      advisory: z.literal(true).exactOptional().describe('The architect model alone raises it.'),
    }),
  ),
  services: z.array(JsonService).describe('What is deployed of the repository.'),
  edges: z.array(JsonEdge).describe('Who calls, publishes to, consumes or stores in what.'),
  impact: JsonImpact.exactOptional(),
  siblings: z
    .array(
      z.strictObject({
        repository: z.string(),
        commit: z.string().nullable().describe('Null for a directory as it is, and where it was not read.'),
        why: z.string().nullable().describe('Why it was not read, and what to do about it; null where it was.'),
      }),
    )
    .exactOptional()
    .describe('Repositories that configuration or the command line names beside this one.'),
  coverage: z
    .array(z.strictObject({ path: Path, state: z.enum(['full', 'partial', 'skipped']), reason: z.string().nullable() }))
    .describe('One row for every changed file; for every Go file in an audit.'),
  gate: z.strictObject({
    conclusion: z.enum(['success', 'failure', 'neutral']),
    reasons: z.array(z.string()).describe('What must change, first things first.'),
  }),
  model: JsonModel,
  commentary: JsonCommentary.exactOptional(),
  questions: z.array(z.string()).exactOptional().describe('For the author: what would change the review.'),
  tradeOffs: z.array(z.string()).exactOptional().describe('Choices worth a decision record.'),
  timings: z.record(z.string(), z.number().min(0)).describe('Milliseconds by stage.'),
  stats: z.array(JsonStats).optional().describe('For authors of standards: audit --stats. The costliest first.'),
});
export type JsonReview = z.infer<typeof JsonReview>;

/** The JSON Schema (draft 2020-12) published as docs/schema/review.schema.json. */
export function reviewJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(JsonReview, { target: 'draft-2020-12' });
  return {
    $schema,
    title: 'Review by go-architect',
    description: 'What `architect review --format json` and `architect audit --format json` print.',
    ...schema,
  };
}
