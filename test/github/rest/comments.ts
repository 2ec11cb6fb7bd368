import { z } from 'zod';
import { addIssueComment, deleteIssueComment, editIssueComment } from '../actions/comments.ts';
import { HttpError, invalid } from '../http/errors.ts';
import { NO_CONTENT, ok, page, type Reply } from '../http/reply.ts';
import { type RepoCall, type Route, repoRoute } from '../http/router.ts';
import { renderIssueComment } from '../render/comment.ts';
import { nodeId, stamp } from '../render/links.ts';
import { renderAccount } from '../render/people.ts';
import { type Comment, found, type IssueComment, type Pull, pullOf, reviewComments } from '../world.ts';
import { parseBody } from './body.ts';
import { author } from './caller.ts';
import { COMMENT_CHARACTERS } from './limits.ts';

const READ = [{ issues: 'read' }, { pull_requests: 'read' }] as const;
const WRITE = [{ issues: 'write' }, { pull_requests: 'write' }] as const;
const ISSUES = '/repos/{owner}/{repo}/issues';

export const commentRoutes: Route[] = [
  repoRoute(`GET ${ISSUES}/{issue_number}/comments`, READ, (call) => {
    const pull = pullOf(call.repo, call.id('issue_number'));
    return page(
      call.url,
      pull.comments.map((comment) => rendered(call, pull, comment)),
    );
  }),
  repoRoute(`POST ${ISSUES}/{issue_number}/comments`, WRITE, (call) => {
    const pull = pullOf(call.repo, call.id('issue_number'));
    return ok(rendered(call, pull, addIssueComment(call.github, pull, author(call), bodyOf(call))), 201);
  }),
  repoRoute(`GET ${ISSUES}/comments/{comment_id}`, READ, (call) => {
    const { pull, comment } = commentOf(call);
    return ok(rendered(call, pull, comment));
  }),
  repoRoute(`PATCH ${ISSUES}/comments/{comment_id}`, WRITE, (call) => {
    const { pull, comment } = commentOf(call);
    editIssueComment(call.github, pull, comment, bodyOf(call), author(call));
    return ok(rendered(call, pull, comment));
  }),
  repoRoute(`DELETE ${ISSUES}/comments/{comment_id}`, WRITE, (call) => {
    const { pull, comment } = commentOf(call);
    deleteIssueComment(call.github, pull, comment, author(call));
    return NO_CONTENT;
  }),
  repoRoute(`POST ${ISSUES}/comments/{comment_id}/reactions`, WRITE, (call) => react(call, commentOf(call).comment)),
  repoRoute('POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions', { pull_requests: 'write' }, (call) => {
    const wanted = call.id('comment_id');
    const all = [...call.repo.pulls.values()].flatMap(reviewComments);
    return react(call, found(all.find(({ comment }) => comment.id === wanted)).comment);
  }),
];

function bodyOf({ body }: RepoCall): string {
  const text = parseBody(z.object({ body: z.string() }), body).body;
  if (text.trim() === '') throw invalid('IssueComment', 'body', 'missing_field', "body can't be blank");
  if (text.length > COMMENT_CHARACTERS)
    throw invalid('IssueComment', 'body', 'custom', `body is too long (maximum is ${COMMENT_CHARACTERS} characters)`);
  return text;
}

function commentOf({ repo, id }: RepoCall): { pull: Pull; comment: IssueComment } {
  const wanted = id('comment_id');
  for (const pull of repo.pulls.values()) {
    const comment = pull.comments.find((one) => one.id === wanted);
    if (comment !== undefined) return { pull, comment };
  }
  throw new HttpError(404, 'Not Found');
}

function rendered({ github }: RepoCall, pull: Pull, comment: IssueComment) {
  return renderIssueComment(github.links, github.app, pull, comment);
}

const Content = z.enum(['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes']);

/** The same reaction twice is one: the second answer is 200 instead of 201. */
function react(call: RepoCall, comment: Comment): Reply {
  const { content } = parseBody(z.object({ content: Content }), call.body);
  const by = author(call);
  const known = comment.reactions.find((one) => one.content === content && one.author.id === by.id);
  const reaction = known ?? { id: call.github.world.nextId(), author: by, content };
  if (known === undefined) comment.reactions.push(reaction);
  const body = {
    id: reaction.id,
    node_id: nodeId('Reaction', reaction.id),
    user: renderAccount(call.github.links, by),
    content,
    created_at: stamp(call.github.world.now()),
  };
  return ok(body, known === undefined ? 201 : 200);
}
