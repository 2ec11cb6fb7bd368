import { renderIssueComment } from '../render/comment.ts';
import { renderIssue } from '../render/pull.ts';
import type { Standin } from '../standin.ts';
import type { Account, Comment, IssueComment, Pull } from '../world.ts';

export function newComment(github: Standin, author: Account, body: string): Comment {
  const now = github.world.now();
  return { id: github.world.nextId(), author, body, createdAt: now, updatedAt: now, reactions: [], minimized: null };
}

export function addIssueComment(github: Standin, pull: Pull, author: Account, body: string): IssueComment {
  const comment = newComment(github, author, body);
  pull.comments.push(comment);
  tellComment(github, pull, comment, 'created', author);
  return comment;
}

export function editIssueComment(github: Standin, pull: Pull, comment: IssueComment, body: string, by: Account): void {
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = github.world.now();
  tellComment(github, pull, comment, 'edited', by, { changes });
}

export function deleteIssueComment(github: Standin, pull: Pull, comment: IssueComment, by: Account): void {
  pull.comments.splice(pull.comments.indexOf(comment), 1);
  tellComment(github, pull, comment, 'deleted', by);
}

function tellComment(
  github: Standin,
  pull: Pull,
  comment: IssueComment,
  action: string,
  by: Account,
  fields: Record<string, unknown> = {},
): void {
  github.tell(pull.base, 'issue_comment', by, {
    action,
    issue: renderIssue(github.links, pull),
    comment: renderIssueComment(github.links, github.app, pull, comment),
    ...fields,
  });
}
