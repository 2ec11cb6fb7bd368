import type { ReportContext } from './context.ts';
import { jsonDocument } from './json.ts';
import { absenceProse } from './model-lane.ts';
import type { Review } from './review.ts';
import { lineOf, ROOT } from './sarif/place.ts';
import { results } from './sarif/result.ts';
import { rule } from './sarif/rule.ts';
import { incompleteCoverage } from './scope.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** The review as a SARIF 2.1.0 log, for code scanning and editors. */
export function renderSarif(review: Review, context: ReportContext): string {
  const { name, version, url } = context.tool;
  const ids = [...new Set([...review.findings, ...review.silenced.map(({ finding }) => finding)].map(standardOf))];
  const rules = new Map(ids.map((id, index) => [id, index]));
  return jsonDocument({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name,
            version,
            semanticVersion: version,
            informationUri: url,
            rules: ids.map((id) => rule(id, context)),
          },
        },
        // GitHub takes what stands before the slash as the analysis's category.
        automationDetails: { id: `${name}/${review.change.head}` },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the repository.' } } },
        invocations: [invocation(review)],
        results: results(review, rules, context),
      },
    ],
  });
}

function standardOf({ standard }: { standard: string }): string {
  return standard;
}

/** Whether the review could judge, and every file that it did not read in full. */
function invocation(review: Review) {
  const skipped = incompleteCoverage(review).map(({ path, state, reason }) => ({
    level: state === 'skipped' ? 'warning' : 'note',
    descriptor: { id: `coverage/${state}` },
    message: { text: reason === null ? `${state}: ${path}` : `${state}: ${path}: ${reason}` },
    locations: [lineOf(path, 1)],
  }));
  const absence = absenceProse(review);
  const model =
    absence === null
      ? []
      : [{ level: 'warning', descriptor: { id: `model/${review.model.state}` }, message: { text: absence } }];
  return {
    executionSuccessful: review.gate.conclusion !== 'neutral',
    toolExecutionNotifications: [...skipped, ...model],
  };
}
