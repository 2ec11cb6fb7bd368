import { placeOf } from './places.ts';
import { nodeId } from './render/links.ts';
import type { Standin } from './standin.ts';
import type { Annotation, CheckAction, CheckRun, Comment, Pull, Review, Side } from './world.ts';

export interface CheckView {
  id: number;
  /** Slug. */
  app: string;
  name: string;
  headSha: string;
  externalId: string;
  status: string;
  conclusion: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  detailsUrl: string | null;
  annotations: readonly Annotation[];
  actions: readonly CheckAction[];
}

export function checkView(run: CheckRun): CheckView {
  const { id, name, headSha, externalId, status, conclusion, title, summary, text, detailsUrl } = run;
  const { annotations, actions } = run;
  return {
    id,
    app: run.app.slug,
    name,
    headSha,
    externalId,
    status,
    conclusion,
    title,
    summary,
    text,
    detailsUrl,
    annotations,
    actions,
  };
}

export interface CommentView {
  id: number;
  author: string;
  body: string;
  reactions: string[];
  /** Why it was hidden; null while it is shown. */
  minimized: string | null;
}

export function commentView(comment: Comment): CommentView {
  const { id, author, body, reactions, minimized } = comment;
  return { id, author: author.login, body, reactions: reactions.map(({ content }) => content), minimized };
}

export interface ThreadView {
  /** As GraphQL knows it. */
  id: string;
  path: string;
  side: Side;
  /** At the pull request's present head; null once outdated. */
  line: number | null;
  startLine: number | null;
  /** Where it was opened. */
  originalLine: number | null;
  commit: string;
  isResolved: boolean;
  resolvedBy: string | null;
  isOutdated: boolean;
  comments: CommentView[];
}

export function threadViews(github: Standin, pull: Pull): Promise<ThreadView[]> {
  return Promise.all(
    pull.threads.map(async (thread) => {
      const place = await placeOf(pull, thread, github.limits.diff);
      return {
        id: nodeId('PullRequestReviewThread', thread.id),
        ...{ path: thread.path, side: thread.side, line: place.line, startLine: place.startLine },
        ...{ originalLine: thread.line, commit: thread.commit },
        ...{ isResolved: thread.resolvedBy !== null, resolvedBy: thread.resolvedBy?.login ?? null },
        ...{ isOutdated: place.outdated, comments: thread.comments.map(commentView) },
      };
    }),
  );
}

export interface ReviewView {
  id: number;
  author: string;
  state: Review['state'];
  body: string;
  commit: string;
}

export function reviewView({ id, author, state, body, commit }: Review): ReviewView {
  return { id, author: author.login, state, body, commit };
}
