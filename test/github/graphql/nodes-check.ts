import { nodeId } from '../render/links.ts';
import type { Annotation, CheckRun, CheckSuite, Repo } from '../world.ts';
import { connect, type PageArgs } from './connection.ts';
import { type Context, type Node, need } from './context.ts';

const CHECKS = [{ checks: 'read' }] as const;

/** Suites of a commit: each App has one. */
export function suitesAt(context: Context, repo: Repo, sha: string, args: PageArgs) {
  need(context, repo, CHECKS);
  const suites = [...repo.suites.values()].filter((suite) => suite.headSha === sha);
  return connect(
    suites,
    args,
    (suite) => suite.id,
    (suite) => suiteNode(repo, suite),
  );
}

function suiteNode(repo: Repo, suite: CheckSuite): Node {
  return {
    __typename: 'CheckSuite',
    id: nodeId('CheckSuite', suite.id),
    databaseId: suite.id,
    checkRuns: ({ filterBy, ...args }: PageArgs & { filterBy?: { checkType?: string | null } | null }) => {
      const runs = [...repo.checks.values()].filter((run) => run.suite.id === suite.id);
      const isLatest = (run: CheckRun) => !runs.some((other) => other.name === run.name && other.id > run.id);
      return connect(filterBy?.checkType === 'LATEST' ? runs.filter(isLatest) : runs, args, (run) => run.id, runNode);
    },
  };
}

function runNode(run: CheckRun): Node {
  return {
    __typename: 'CheckRun',
    id: nodeId('CheckRun', run.id),
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    annotations: (args: PageArgs) =>
      connect(
        run.annotations,
        args,
        (annotation) => run.annotations.indexOf(annotation),
        (annotation) => annotationNode(annotation),
      ),
  };
}

function annotationNode(annotation: Annotation): Node {
  const { path, title, message, start_line, end_line, start_column = null, end_column = null } = annotation;
  return {
    __typename: 'CheckAnnotation',
    path,
    title: title ?? null,
    message,
    annotationLevel: annotation.annotation_level.toUpperCase(),
    location: { start: { line: start_line, column: start_column }, end: { line: end_line, column: end_column } },
  };
}
