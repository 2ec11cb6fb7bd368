import { createServer, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Probot, ProbotOctokit } from 'probot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
let probot: Probot;
let server: Server;

beforeEach(async () => {
  shop = await openShop();
  const { id, privateKey, webhookSecret } = shop.github.app;
  const Octokit = ProbotOctokit.defaults({ baseUrl: shop.github.apiUrl });
  probot = new Probot({ appId: id, privateKey, secret: webhookSecret, Octokit, logLevel: 'fatal' });
  server = createServer(async (request, response) => {
    const payload = (await buffer(request)).toString();
    const header = (name: string) => String(request.headers[name]);
    const [id, name, signature] = ['x-github-delivery', 'x-github-event', 'x-hub-signature-256'].map(header);
    await probot.webhooks.verifyAndReceive({ id: id ?? '', name: name ?? '', signature: signature ?? '', payload });
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  shop.github.deliverTo(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
afterEach(async () => {
  await shop.github.close();
  server.close();
  expect(shop.github.failures).toEqual([]);
});

test('a Probot application works against it: webhook in, comment out, as the bot', async () => {
  const { github, pull } = shop;
  await probot.load((app) => {
    app.on('pull_request.labeled', async (context) => {
      await context.octokit.rest.issues.createComment(context.issue({ body: `Seen ${context.payload.label?.name}.` }));
    });
  });
  await pull.label('urgent');
  await github.delivered();
  expect(pull.comments()).toMatchObject([{ author: 'go-architect[bot]', body: 'Seen urgent.' }]);
});

test("Probot's configuration is read through the default branch and what it extends", async () => {
  const { github, repo, pull } = shop;
  await repo.commit({ files: { '.github/architect.yml': '_extends: settings\nname: shop\n' } });
  await github.createRepository({
    owner: 'acme',
    name: 'settings',
    files: { '.github/architect.yml': 'base: true\n' },
  });
  const seen: unknown[] = [];
  await probot.load((app) => {
    app.on('pull_request.closed', async (context) => {
      seen.push(await context.config('architect.yml'));
    });
  });
  await pull.close();
  await github.delivered();
  expect(seen).toEqual([{ base: true, name: 'shop' }]);
});

test('what was answered 502 after it was written is written twice by a client that retries blindly', async () => {
  const { github, pull } = shop;
  await probot.load((app) => {
    app.on('pull_request.closed', async (context) => {
      await context.octokit.rest.issues.createComment(context.issue({ body: 'Closed.' }));
    });
  });
  github.fail({ on: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', when: 'after', how: 502 });
  await pull.close();
  await github.delivered();
  expect(pull.comments()).toHaveLength(2);
});
