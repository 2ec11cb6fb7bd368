import type { SummaryComment } from '../../core/publication/standing.ts';

/** A part of a mutation: its fields, where `@` stands for the part's own number, and their variables by type. */
export interface Part {
  fields: string;
  variables: Record<string, { type: string; value: unknown }>;
}

/** Makes the one comment on the pull request say `body`: nothing when it does. */
export function putSummary(pullId: string, standing: SummaryComment | null, body: string): Part[] {
  // GitHub hands bodies out with the line ends of the browser that edited them.
  if (standing?.body.replaceAll('\r\n', '\n').trimEnd() === body.trimEnd()) return [];
  const [verb, id] = standing
    ? ['updateIssueComment(input: {id', standing.id]
    : ['addComment(input: {subjectId', pullId];
  return [
    {
      fields: `summary@: ${verb}: $comment@, body: $text@}) { clientMutationId }`,
      variables: { comment: { type: 'ID!', value: id }, text: { type: 'String!', value: body } },
    },
  ];
}
