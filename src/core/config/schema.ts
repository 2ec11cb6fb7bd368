import { z } from 'zod';
import { DEFAULT_MAX_COMMENTS } from '../findings/cap.ts';
import { SEVERITIES } from '../findings/finding.ts';
import { globProblem } from './glob.ts';

/** `.github/architect.yml` as it is written; `RepoConfig` is what the program reads. */

const MOST_ITEMS = 500;

const Glob = z
  .string()
  .min(1)
  .max(300)
  .superRefine((glob, context) => {
    const problem = globProblem(glob);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });
const Globs = z.array(Glob).max(MOST_ITEMS);

const Directory = z
  .string()
  .min(1)
  .max(300)
  .regex(
    /^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^*?\\]+$/,
    'write a directory from the repository root, such as services/orders',
  );

const StandardId = z
  .string()
  .regex(/^[a-z]+\/(\*|[a-z0-9-]+)$/, 'write a standard such as errors/ignored-result, or errors/* for its area');

const threshold = (what: string) => z.int().min(1).max(10_000).optional().describe(what);

const StandardSettings = z.strictObject({
  severity: z.enum(SEVERITIES).optional().describe('Severity of every finding of this standard.'),
  lane: z.enum(['hint']).optional().describe('Shows the findings as advice that never fails the check.'),
  ignore_paths: Globs.optional().describe('Paths on which this standard does not report.'),
  max_statements: threshold('quality/long-function: statements that a function may have.'),
  max_nesting: threshold('quality/deep-nesting: levels that blocks may nest.'),
  max_methods: threshold('quality/interface-bloat: methods that an interface may have.'),
  max_hops: threshold('architecture/deep-sync-chain: synchronous hops that a request may take.'),
  max_calls: threshold('architecture/sync-fan-out: services that one handler may call in sequence.'),
});

const StandardEntry = z.union([z.enum(['off', ...SEVERITIES]), StandardSettings]);

const Service = z.strictObject({
  name: z.string().min(1).max(100).describe('Name in the service map.'),
  root: Directory.describe('Directory that holds the service; `.` for the repository itself.'),
});

const WaiverEntry = z
  .strictObject({
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{6,16}$/, 'write 6 to 16 hexadecimal digits in quotes, as the comment on the finding shows them')
      .optional()
      .describe('The finding that is accepted; its first six digits are enough.'),
    standard: StandardId.optional().describe('Accepts every finding of a standard or of an area.'),
    path: Glob.optional().describe('Narrows the waiver to paths.'),
    reason: z.string().trim().min(1).max(1000).describe('Why the defect is accepted.'),
    until: z.iso
      .date('write a day such as 2027-01-31')
      .describe('Last day of the waiver; after it the finding is back.'),
    by: z.string().min(1).max(100).optional().describe('Who accepts it.'),
  })
  .refine((waiver) => waiver.fingerprint !== undefined || waiver.standard !== undefined, {
    message: 'say what is accepted: give a fingerprint or a standard',
  });

const Platform = z.strictObject({
  mesh: z
    .array(z.enum(['mtls', 'auth', 'circuit-breaking', 'load-balancing', 'retries', 'tracing']))
    .max(10)
    .default([])
    .describe('What a service mesh does for every call between services.'),
  gateway: z
    .array(z.enum(['auth', 'rate-limiting', 'tls']))
    .max(10)
    .default([])
    .describe('What a gateway in front of the services does for every request from outside.'),
});

const Model = z.strictObject({
  enabled: z.boolean().default(true).describe('Asks the architect model, where the operator has set one up.'),
  gates: z
    .enum(['never', 'corroborated', 'always'])
    .default('corroborated')
    .describe('When a finding of the model may fail the check: only with a deterministic fact beside it by default.'),
  max_cost_usd: z.number().positive().max(100).optional().describe('Limit for one review, below that of the operator.'),
  exclude_paths: Globs.default([]).describe('Paths whose contents never leave for the model.'),
  context: z
    .string()
    .max(8000)
    .optional()
    .describe('What the code cannot tell: expected load, consistency needs, team, budget, platform.'),
});

const Labels = z.strictObject({
  skip: z
    .array(z.string().min(1).max(100))
    .max(20)
    .default([])
    .describe('Labels that keep a pull request from being reviewed, when someone with maintain permission set them.'),
  full: z
    .array(z.string().min(1).max(100))
    .max(20)
    .default([])
    .describe('Labels that have every finding posted, whatever max_comments says; set by the same people.'),
  model: z
    .array(z.string().min(1).max(100))
    .max(20)
    .default(['architect-model'])
    .describe(
      'Labels that have the architect model asked about a fork of a stranger, set by someone with write access.',
    ),
});

const PathInstruction = z.strictObject({
  path: Glob.describe('Files that the text is about.'),
  text: z.string().trim().min(1).max(2000).describe('What the architect model must mind there.'),
});

/** Each costs a request in every review, and a listing where it moved. */
const MOST_SIBLINGS = 20;

const Repository = z
  .string()
  .regex(/^[\w-]{1,39}\/[\w.-]{1,100}$/, 'write owner and name of a repository, such as acme/payments');

const Reader = z
  .string()
  .regex(/^[\w-]{1,39}\/(?:\*|[\w.-]{1,100})$/, 'write a repository, such as acme/shop, or acme/* for all of an owner');

const LongFunction = z.strictObject({
  statements: z.int().min(1).max(10_000).describe('Short for max_statements of quality/long-function.'),
});

export const ConfigFile = z.strictObject({
  _extends: z
    .string()
    .regex(
      /^[\w.-]{1,100}(:[\w./-]{1,200})?$/,
      'write a repository of the same owner, such as .github, or .github:teams/go.yml',
    )
    .optional()
    .describe('A repository of the same owner whose architect.yml stands under this one.'),
  fail_on: z
    .enum(['critical', 'high', 'medium', 'low', 'never'])
    .default('high')
    .describe('Mildest severity of a new finding that fails the check.'),
  standards: z
    .record(StandardId, StandardEntry)
    .default({})
    .describe('By standard (`errors/ignored-result`) or area (`errors/*`): off, a severity, or settings.'),
  ignore_paths: Globs.default([]).describe('Paths that are not reviewed; they are listed as skipped.'),
  services: z
    .array(Service)
    .max(MOST_ITEMS)
    .default([])
    .describe('Services and their directories, where the program cannot find them by itself.'),
  siblings: z
    .array(Repository)
    .max(MOST_SIBLINGS)
    .default([])
    .describe('Repositories of the same owner whose services this one calls, or is called by: see docs/siblings.md.'),
  readers: z
    .array(Reader)
    .max(MOST_ITEMS)
    .default([])
    .describe('Repositories in whose reviews the services, routes, topics and calls of this one may be named.'),
  shared: Globs.default([]).describe('Packages that every service may import: contracts, libraries.'),
  public_routes: z
    .array(
      z
        .string()
        .max(300)
        .regex(/^([A-Z]+ )?\/\S*$/, 'write a route such as /login, POST /webhooks/* or /shop.v1.Shop/List'),
    )
    .max(MOST_ITEMS)
    .optional()
    .describe(
      'Routes and RPCs that need no authentication. Declaring them, even as [], lets security/route-no-auth gate.',
    ),
  platform: Platform.prefault({}).describe('What the platform already does, so that the code need not.'),
  waivers: z.array(WaiverEntry).max(MOST_ITEMS).default([]).describe('Defects that are accepted for a time.'),
  self_silence: z
    .enum(['allow', 'refuse'])
    .default('refuse')
    .describe('Whether ignore comments that a pull request adds may silence what fails its own check.'),
  max_comments: z
    .int()
    .min(0)
    .max(100)
    .default(DEFAULT_MAX_COMMENTS)
    .describe('Most comments of a review on lines; critical findings are posted beyond it.'),
  long_function: LongFunction.optional().describe('Limit of quality/long-function.'),
  base_branches: z
    .array(z.string().min(1).max(255))
    .max(100)
    .default([])
    .describe(
      'Branches whose own architect.yml is trusted for pull requests into them; else the default branch decides.',
    ),
  drafts: z
    .enum(['review', 'skip'])
    .default('review')
    .describe('Whether drafts are reviewed, or wait until they are ready.'),
  skip_authors: z
    .array(z.string().min(1).max(100))
    .max(200)
    .default([])
    .describe('Accounts whose pull requests are not reviewed, such as dependabot[bot].'),
  labels: Labels.prefault({}).describe('Labels that change how a pull request is reviewed.'),
  path_instructions: z.array(PathInstruction).max(100).default([]).describe('What to mind in some files.'),
  guidelines: z.string().max(8000).optional().describe('Standards of your own, in words, for the architect model.'),
  model: Model.prefault({}).describe('The architect model.'),
});
export type ConfigFile = z.infer<typeof ConfigFile>;

/** JSON Schema for editors, published as docs/schema/config.schema.json. */
export function configJsonSchema(): z.core.JSONSchema.JSONSchema {
  const schema = z.toJSONSchema(ConfigFile, { io: 'input' });
  return { ...schema, title: 'go-architect configuration', description: 'Contents of .github/architect.yml.' };
}
