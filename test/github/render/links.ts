/** Where things are, without a slash at the end. */
export interface Links {
  html: string;
  api: string;
}

const PREFIXES = {
  User: 'U',
  Repository: 'R',
  PullRequest: 'PR',
  PullRequestReview: 'PRR',
  PullRequestReviewComment: 'PRRC',
  PullRequestReviewThread: 'PRRT',
  Issue: 'I',
  IssueComment: 'IC',
  CheckRun: 'CR',
  CheckSuite: 'CS',
  Label: 'LA',
  Commit: 'C',
  Blob: 'B',
  Tree: 'T',
  Ref: 'REF',
  App: 'A',
  Reaction: 'REA',
} as const;

export type NodeType = keyof typeof PREFIXES;

/** The id that GraphQL knows a thing by. */
export function nodeId(type: NodeType, id: number | string): string {
  return `${PREFIXES[type]}_${Buffer.from(String(id)).toString('base64url')}`;
}

export function parseNodeId(node: string): { type: NodeType; id: string } | null {
  const [prefix, encoded] = [node.slice(0, node.indexOf('_')), node.slice(node.indexOf('_') + 1)];
  const id = Buffer.from(encoded, 'base64url').toString();
  for (const type of Object.keys(PREFIXES)) {
    if (isNodeType(type) && PREFIXES[type] === prefix) return { type, id };
  }
  return null;
}

function isNodeType(type: string): type is NodeType {
  return type in PREFIXES;
}

/** ISO 8601 without milliseconds, as GitHub writes it. */
export function stamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
