import { generateKeyPairSync } from 'node:crypto';
import nock from 'nock';
import { pino } from 'pino';
import { Probot } from 'probot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AppParts, architect, EVENTS } from '../src/app.ts';
import type { Announcement } from '../src/core/intents/announcement.ts';
import type { Intent, RepoRef } from '../src/core/intents/intent.ts';
import type { Delivery } from '../src/pipeline/service-ports.ts';
import { examplePayload, type Payload } from './edge/webhook/examples.ts';

const APP = 5725;
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

beforeAll(() => nock.disableNetConnect());
afterAll(() => nock.enableNetConnect());

/** Probot with the application, and what came of the events that it was given. */
async function application(parts: Partial<AppParts> = {}) {
  const accepted: { delivery: Delivery; intents: readonly Intent[] }[] = [];
  const announced: Announcement[] = [];
  const counted: string[] = [];
  const lines: string[] = [];
  const probot = new Probot({ appId: APP, privateKey, secret: 's', log: pino({ level: 'silent' }) });
  await probot.load(
    architect({
      inbox: {
        async accept(delivery, intents) {
          if (accepted.some((before) => before.delivery.id === delivery.id)) return 'known';
          accepted.push({ delivery, intents });
          return 'stored';
        },
      },
      isAllowed: () => true,
      appId: APP,
      botLogin: () => 'go-architect[bot]',
      announce: (announcement) => void announced.push(announcement),
      log: pino({ base: null, timestamp: false }, { write: (line) => void lines.push(line) }),
      count: (event, outcome) => void counted.push(`${event} ${outcome}`),
      ...parts,
    }),
  );
  return {
    accepted,
    announced,
    counted,
    lines,
    async send(event: string, payload: Payload, id = 'd-1') {
      const text = JSON.stringify(payload);
      const signature = await probot.webhooks.sign(text);
      await probot.webhooks.verifyAndReceive({ id, name: event.split('.')[0] ?? event, payload: text, signature });
    },
  };
}

const HELLO = { installation: 1, id: 186853002, owner: 'Codertocat', name: 'Hello-World' };
const QUEUED = { installation: 1, id: 17273051, owner: 'octo-org', name: 'octo-repo' };
const OWN_CHECK = { check_run: { app: { id: APP } } };
const OWN_SUITE = { check_suite: { app: { id: APP } } };
const pull = (cause: string, number = 2): Intent => ({
  kind: 'review-pull',
  repo: HELLO,
  pull: number,
  cause,
  again: false,
  full: false,
});
const group = { head: '2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d', base: '380387fbc80638b734a49e1be1c4dfec1c01b33c' };
const rerun = (cause: string, head: string, repo: RepoRef, full = false): Intent => ({
  kind: 'review-head',
  repo,
  head,
  cause,
  full,
});
const CHECKED = { installation: 1, id: 526, owner: 'github', name: 'hello-world' };
const CHECKED_HEAD = 'd6fde92930d4715a2b49857d24b940956b26d2d3';
const PRESSED = { installation: 690857, id: 9384267, owner: 'electron', name: 'electron' };
const PRESSED_HEAD = '5bd5f196a46b8222fb7484f05faba41a73cf34bd';

/** Every row of the table; an event may have several cases. */
const CASES: readonly (readonly [string, string, Payload, Intent[]])[] = [
  ['pull_request.opened', 'opened', {}, [pull('pull_request.opened')]],
  ['pull_request.reopened', 'reopened', {}, [pull('pull_request.reopened')]],
  ['pull_request.synchronize', 'pushed to', {}, [pull('pull_request.synchronize')]],
  ['pull_request.ready_for_review', 'no draft any more', {}, [pull('pull_request.ready_for_review')]],
  ['pull_request.converted_to_draft', 'a draft', {}, [pull('pull_request.converted_to_draft')]],
  [
    'pull_request.edited',
    'a new base',
    { changes: { base: { ref: { from: 'main' }, sha: { from: group.base } } } },
    [pull('pull_request.edited')],
  ],
  ['pull_request.edited', 'a new title', { changes: { title: { from: 'before' } } }, []],
  ['pull_request.labeled', 'a label', {}, [pull('pull_request.labeled')]],
  ['pull_request.unlabeled', 'a label less', {}, [pull('pull_request.unlabeled')]],
  ['pull_request.closed', 'closed', {}, [{ kind: 'stop-review', repo: HELLO, pull: 2 }]],
  [
    'merge_group.checks_requested',
    'queued',
    {},
    [{ kind: 'review-merge-group', repo: QUEUED, ...group, baseRef: 'refs/heads/main' }],
  ],
  ['merge_group.destroyed', 'unqueued', {}, [{ kind: 'drop-merge-group', repo: QUEUED, head: group.head }]],
  ['check_run.rerequested', 'our check', OWN_CHECK, [rerun('check_run.rerequested', CHECKED_HEAD, CHECKED)]],
  ['check_run.rerequested', "another App's check", { check_run: { app: { id: APP + 1 } } }, []],
  ['check_run.rerequested', "nobody's check", { check_run: { app: null } }, []],
  [
    'check_run.requested_action',
    'a re-review',
    { ...OWN_CHECK, requested_action: { identifier: 're-review' } },
    [rerun('check_run.requested_action', PRESSED_HEAD, PRESSED)],
  ],
  [
    'check_run.requested_action',
    'a full review',
    { ...OWN_CHECK, requested_action: { identifier: 'full-review' } },
    [rerun('check_run.requested_action', PRESSED_HEAD, PRESSED, true)],
  ],
  ['check_run.requested_action', 'something unknown', { ...OWN_CHECK, requested_action: { identifier: 'x' } }, []],
  ['check_run.requested_action', "another App's button", { requested_action: { identifier: 're-review' } }, []],
  [
    'check_suite.rerequested',
    'our checks',
    OWN_SUITE,
    [rerun('check_suite.rerequested', 'ec26c3e57ca3a959ca5aad62de7213c562f8c821', { ...HELLO, installation: 957387 })],
  ],
  ['check_suite.rerequested', "another App's checks", {}, []],
  ['check_suite.requested', 'a push', OWN_SUITE, []],
  [
    'push',
    'the default branch',
    {},
    [{ kind: 'follow-default-branch', repo: HELLO, after: '6113728f27ae82c7b1a177c8d03f9e96e0adf246' }],
  ],
  ['push', 'another branch', { ref: 'refs/heads/topic' }, []],
  ['push', 'a tag of that name', { ref: 'refs/tags/master' }, []],
  ['push', 'its deletion', { after: '0'.repeat(40), deleted: true }, []],
  ['pull_request_review_thread.resolved', 'a thread', {}, []],
  ['pull_request_review_thread.unresolved', 'a thread', {}, []],
  ['issue_comment.created', 'a comment', {}, []],
  ...['MEMBER', 'NONE'].map((association): (typeof CASES)[number] => [
    'issue_comment.created',
    `a command of ${association}`,
    {
      issue: { number: 2, pull_request: {} },
      comment: { body: 'Thanks!\n\n/architect review\n', author_association: association },
    },
    association === 'MEMBER' ? [pull('issue_comment.created')] : [],
  ]),
  [
    'issue_comment.created',
    'a command on an issue',
    { issue: { pull_request: null }, comment: { body: '/architect review', author_association: 'OWNER' } },
    [],
  ],
  ['pull_request_review.submitted', 'a review within the repository', {}, []],
  [
    'pull_request_review.submitted',
    'a review of a fork',
    { pull_request: { number: 2, head: { repo: null } }, review: { author_association: 'OWNER' } },
    [pull('pull_request_review.submitted')],
  ],
  [
    'pull_request_review.submitted',
    "a stranger's review of a fork",
    { pull_request: { number: 2, head: { repo: null } }, review: { author_association: 'CONTRIBUTOR' } },
    [],
  ],
  [
    'pull_request_review.submitted',
    'a review in a private repository',
    {
      repository: { private: true },
      pull_request: { number: 2, head: { repo: null } },
      review: { author_association: 'OWNER' },
    },
    [],
  ],
  ['pull_request_review_comment.created', 'a comment', {}, []],
  ['installation.deleted', 'an account', {}, [{ kind: 'forget-installation', installation: 2, repos: null }]],
  ['installation.suspend', 'an account', {}, []],
  [
    'installation_repositories.removed',
    'a repository',
    {},
    [{ kind: 'forget-installation', installation: 2, repos: [1296269] }],
  ],
  ['installation_repositories.removed', 'none', { repositories_removed: [] }, []],
  ['repository.deleted', 'a repository', {}, [{ kind: 'forget-installation', installation: 1, repos: [186853261] }]],
  ['repository.renamed', 'a repository', {}, []],
  ['repository.transferred', 'a repository', {}, []],
];

describe('events ask for', () => {
  test.each(CASES)('%s: %s', async (event, _what, changes, intents) => {
    const { send, accepted, counted } = await application();
    await send(event, examplePayload(event, changes));
    expect(accepted).toEqual(intents.length === 0 ? [] : [{ delivery: { id: 'd-1', event }, intents }]);
    expect(counted).toEqual([`${event} ${intents.length === 0 ? 'nothing' : 'stored'}`]);
  });

  test('every row of the table is tried above', () => {
    expect(new Set(CASES.map(([event]) => event))).toEqual(new Set(EVENTS.map(([event]) => event)));
  });

  test('one that is not in the table is forgotten', async () => {
    const { send, accepted, counted } = await application();
    await send('check_run.completed', examplePayload('check_run.completed'));
    await send('ping', examplePayload('ping'));
    expect([accepted, counted]).toEqual([[], []]);
  });
});

describe('a delivery', () => {
  const opened = examplePayload('pull_request.opened');

  test('that comes again changes nothing', async () => {
    const { send, accepted, counted } = await application();
    await send('pull_request.opened', opened);
    await send('pull_request.opened', opened);
    expect(accepted).toHaveLength(1);
    expect(counted).toEqual(['pull_request.opened stored', 'pull_request.opened known']);
  });

  test("of the App's own doing asks for nothing", async () => {
    const { send, accepted, counted } = await application();
    await send(
      'pull_request.opened',
      examplePayload('pull_request.opened', { sender: { login: 'go-architect[bot]' } }),
    );
    expect(accepted).toEqual([]);
    expect(counted).toEqual(['pull_request.opened own']);
  });

  test("of another App's doing is as good as a person's", async () => {
    const { send, accepted } = await application();
    await send('pull_request.opened', examplePayload('pull_request.opened', { sender: { login: 'renovate[bot]' } }));
    expect(accepted).toHaveLength(1);
  });

  test('of an account that is not allowed is ignored, and the log says so', async () => {
    const { send, accepted, counted, lines } = await application({ isAllowed: (owner) => owner === 'acme' });
    await send('pull_request.opened', opened);
    expect(accepted).toEqual([]);
    expect(counted).toEqual(['pull_request.opened not-allowed']);
    expect(lines.join()).toContain('not in ALLOWED_OWNERS');
  });

  test('of an account that is not allowed any more still makes the service forget', async () => {
    const { send, accepted } = await application({ isAllowed: () => false });
    await send('installation.deleted', examplePayload('installation.deleted'));
    expect(accepted[0]?.intents).toEqual([{ kind: 'forget-installation', installation: 2, repos: null }]);
  });

  test.each([
    ['installation', { installation: undefined }],
    ['pull_request.number', { pull_request: { number: 'hush' } }],
    ['repository.owner', { repository: { owner: null } }],
  ])('without a proper %s is told by that path alone', async (path, changes) => {
    const { send, accepted, counted, lines } = await application();
    await send('pull_request.opened', examplePayload('pull_request.opened', changes));
    expect(accepted).toEqual([]);
    expect(counted).toEqual(['pull_request.opened unreadable']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`"${path}: invalid_type"`);
    expect(lines[0]).not.toContain('hush');
  });

  test('that cannot be stored is not taken', async () => {
    const down = { accept: () => Promise.reject(new Error('the store is down')) };
    const { send, counted } = await application({ inbox: down });
    await expect(send('pull_request.opened', opened)).rejects.toThrow('the store is down');
    expect(counted).toEqual([]);
  });

  test('leaves nothing of its content in the log', async () => {
    const { send, lines } = await application();
    await send('pull_request.opened', opened);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: 30,
        delivery: 'd-1',
        event: 'pull_request.opened',
        outcome: 'stored',
        intents: ['pull/186853002/2'],
        msg: 'webhook stored',
      },
    ]);
  });
});
