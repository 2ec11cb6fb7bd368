import { afterEach, beforeEach, expect, test } from 'vitest';
import { refusal } from './clients.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(async () => {
  await shop.github.close();
  expect(shop.github.failures).toEqual([]);
});

const annotation = (line: number) => ({
  ...{ path: 'main.go', start_line: line, end_line: line, annotation_level: 'warning' as const },
  message: `line ${line}`,
});

test('a run is made, updated and completed by its conclusion', async () => {
  const { octokit, at, repo, pull } = shop;
  const { data: run } = await octokit.rest.checks.create({
    ...at,
    name: 'architect',
    head_sha: pull.head,
    external_id: 'a',
  });
  expect(run).toMatchObject({ status: 'queued', conclusion: null, pull_requests: [{ number: pull.number }] });
  await octokit.rest.checks.update({ ...at, check_run_id: run.id, status: 'in_progress' });
  const output = { title: 'Passed', summary: 'All of it.', annotations: [annotation(1)] };
  await octokit.rest.checks.update({ ...at, check_run_id: run.id, conclusion: 'success', output });
  await octokit.rest.checks.update({
    ...at,
    check_run_id: run.id,
    output: { ...output, annotations: [annotation(2)] },
  });
  expect(repo.checks(pull.head)).toMatchObject([
    { name: 'architect', externalId: 'a', status: 'completed', conclusion: 'success', title: 'Passed' },
  ]);
  const { data: annotations } = await octokit.rest.checks.listAnnotations({ ...at, check_run_id: run.id });
  expect(annotations.map(({ start_line }) => start_line)).toEqual([1, 2]);
});

test('a second run of the same name hides the first from the list, unless all are asked for', async () => {
  const { octokit, at, pull } = shop;
  const { data: first } = await octokit.rest.checks.create({ ...at, name: 'architect', head_sha: pull.head });
  const { data: second } = await octokit.rest.checks.create({ ...at, name: 'architect', head_sha: pull.head });
  await octokit.rest.checks.create({ ...at, name: 'other', head_sha: pull.head });
  const ids = async (query: object) =>
    (await octokit.rest.checks.listForRef({ ...at, ref: pull.head, ...query })).data.check_runs.map(({ id }) => id);
  expect(await ids({ check_name: 'architect' })).toEqual([second.id]);
  expect(await ids({ check_name: 'architect', filter: 'all' })).toEqual([second.id, first.id]);
  expect(await ids({ app_id: shop.github.app.id })).toHaveLength(2);
  expect(await ids({ app_id: 1 })).toEqual([]);
});

test("another App's run of the same name is another run, and closed to the App", async () => {
  const { octokit, at, repo, pull, github } = shop;
  const { data: own } = await octokit.rest.checks.create({ ...at, name: 'architect', head_sha: pull.head });
  const other = await repo.checkByAnotherApp(pull.head, 'architect', 'success');
  const { data } = await octokit.rest.checks.listForRef({ ...at, ref: pull.head, check_name: 'architect' });
  expect(data.check_runs.map(({ id, app }) => [id, app?.id === github.app.id])).toEqual([
    [other.id, false],
    [own.id, true],
  ]);
  const change = octokit.rest.checks.update({ ...at, check_run_id: other.id, conclusion: 'failure' });
  expect(await refusal(change)).toMatchObject({ status: 403 });
});

test.each([
  ['51 annotations', { annotations: Array.from({ length: 51 }, (_, line) => annotation(line + 1)) }],
  ['a summary that is too long', { summary: 'x'.repeat(65_536) }],
  ['a text that is too long', { text: 'x'.repeat(65_536) }],
])('%s are refused', async (_, wrong) => {
  const { octokit, at, repo, pull } = shop;
  const output = { title: 'Title', summary: 'Summary', ...wrong };
  const call = octokit.rest.checks.create({ ...at, name: 'architect', head_sha: pull.head, output });
  expect(await refusal(call)).toMatchObject({ status: 422 });
  expect(repo.checks(pull.head)).toEqual([]);
});

test.each([
  ['four actions', Array.from({ length: 4 }, (_, id) => ({ label: 'a', description: 'b', identifier: `c${id}` }))],
  ['a label of 21 characters', [{ label: 'x'.repeat(21), description: 'b', identifier: 'c' }]],
  ['a description of 41 characters', [{ label: 'a', description: 'x'.repeat(41), identifier: 'c' }]],
  ['an identifier of 21 characters', [{ label: 'a', description: 'b', identifier: 'x'.repeat(21) }]],
])('%s are refused', async (_, actions) => {
  const { octokit, at, pull } = shop;
  const call = octokit.rest.checks.create({ ...at, name: 'architect', head_sha: pull.head, actions });
  expect(await refusal(call)).toMatchObject({ status: 422 });
});

test('a run needs a commit that is there, and a conclusion when it is completed', async () => {
  const { octokit, at, pull } = shop;
  const nowhere = octokit.rest.checks.create({ ...at, name: 'architect', head_sha: '0'.repeat(40) });
  expect(await refusal(nowhere)).toMatchObject({ status: 422 });
  const open = octokit.request('POST /repos/{owner}/{repo}/check-runs', {
    ...{ ...at, name: 'architect', head_sha: pull.head },
    ...JSON.parse('{"status": "completed"}'),
  });
  expect(await refusal(open)).toMatchObject({ status: 422 });
});
