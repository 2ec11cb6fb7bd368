import { addIssueComment, deleteIssueComment, editIssueComment } from './actions/comments.ts';
import { addLabel, closePull, editPull, removeLabel, reopenPull, retarget, setDraft } from './actions/pulls.ts';
import { addReply, addReview, setResolved } from './actions/reviews.ts';
import { nodeId } from './render/links.ts';
import type { Standin } from './standin.ts';
import { type CommentView, commentView, type ReviewView, reviewView, type ThreadView, threadViews } from './views.ts';
import { type Account, found, type Pull, type Side, type Thread } from './world.ts';

/** A pull request in the hands of people: what they do to it is told to the App. */
export class PullHandle {
  readonly pull: Pull;
  readonly #github: Standin;

  constructor(github: Standin, pull: Pull) {
    this.#github = github;
    this.pull = pull;
  }

  get number(): number {
    return this.pull.number;
  }

  get head(): string {
    return this.pull.headSha;
  }

  setDraft(draft: boolean, as?: string): Promise<void> {
    return setDraft(this.#github, this.pull, draft, this.#someone(as));
  }

  retarget(base: string, as?: string): Promise<void> {
    return retarget(this.#github, this.pull, base, this.#someone(as));
  }

  edit(edit: { title?: string; body?: string | null }, as?: string): Promise<void> {
    return editPull(this.#github, this.pull, edit, this.#someone(as));
  }

  close(as?: string): Promise<void> {
    return closePull(this.#github, this.pull, this.#someone(as), false);
  }

  reopen(as?: string): Promise<void> {
    return reopenPull(this.#github, this.pull, this.#someone(as));
  }

  label(name: string, as?: string): Promise<void> {
    return addLabel(this.#github, this.pull, name, this.#someone(as));
  }

  async unlabel(name: string, as?: string): Promise<void> {
    await removeLabel(this.#github, this.pull, name, this.#someone(as));
  }

  /** A comment below the pull request. Gives its id. */
  comment(body: string, as?: string): number {
    return addIssueComment(this.#github, this.pull, this.#someone(as), body).id;
  }

  editComment(id: number, body: string, as?: string): void {
    editIssueComment(this.#github, this.pull, this.#comment(id), body, this.#someone(as));
  }

  deleteComment(id: number, as?: string): void {
    deleteIssueComment(this.#github, this.pull, this.#comment(id), this.#someone(as));
  }

  /** A review of a person's, with comments on lines of the head. */
  async review(
    comments: readonly { path: string; line: number; side?: Side; body: string }[],
    { as, body = '' }: { as?: string; body?: string } = {},
  ): Promise<void> {
    await addReview(this.#github, this.pull, {
      ...{ author: this.#someone(as), body, state: 'COMMENTED', commit: this.pull.headSha },
      comments: comments.map(({ path, line, side = 'RIGHT', body }) => ({
        anchor: { path, line, side, startLine: null, startSide: side },
        body,
      })),
    });
  }

  /** Answers in a thread, which a comment's id or the thread's own names. Gives the comment's id. */
  async reply(to: number | string, body: string, as?: string): Promise<number> {
    return (await addReply(this.#github, this.pull, this.#thread(to), this.#someone(as), body)).id;
  }

  resolve(thread: number | string, as?: string): Promise<void> {
    return setResolved(this.#github, this.pull, this.#thread(thread), true, this.#someone(as));
  }

  unresolve(thread: number | string, as?: string): Promise<void> {
    return setResolved(this.#github, this.pull, this.#thread(thread), false, this.#someone(as));
  }

  threads(): Promise<ThreadView[]> {
    return threadViews(this.#github, this.pull);
  }

  comments(): CommentView[] {
    return this.pull.comments.map(commentView);
  }

  reviews(): ReviewView[] {
    return this.pull.reviews.map(reviewView);
  }

  labels(): string[] {
    return [...this.pull.labels];
  }

  #comment(id: number) {
    return found(this.pull.comments.find((comment) => comment.id === id));
  }

  #thread(name: number | string): Thread {
    return found(
      this.pull.threads.find(
        (thread) =>
          nodeId('PullRequestReviewThread', thread.id) === name || thread.comments.some(({ id }) => id === name),
      ),
    );
  }

  /** The author of the pull request unless told. */
  #someone(login?: string): Account {
    return login === undefined ? this.pull.author : this.#github.world.account(login);
  }
}
