import { expect, it } from 'vitest';
import { gitSandbox } from '../core/change/git-sandbox.ts';
import { architect } from './command.ts';

const SERVER = 'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe(":80", nil) }\n';

it('draws the services of the example', async () => {
  const { stdout, code } = await architect(['map', 'examples/shop', '--format', 'json']);
  const { services } = JSON.parse(stdout) as { services: { name: string; kind: string; main: string | null }[] };
  expect(code).toBe(0);
  expect(services.filter(({ kind }) => kind === 'go').map(({ name, main }) => [name, main])).toEqual(
    ['gateway', 'inventory', 'notifications', 'orders', 'payments'].map((name) => [name, `cmd/${name}`]),
  );
  expect(services.filter(({ kind }) => kind === 'store' || kind === 'broker').map(({ name }) => name)).toContain(
    'rabbitmq',
  );
});

it('draws what a range changes', async () => {
  const git = gitSandbox();
  try {
    git.write('go.mod', 'module example.com/shop\n\ngo 1.25\n');
    git.write('cmd/orders/main.go', SERVER);
    git.write('compose.yaml', 'services:\n  orders: {image: orders}\n');
    git.commit();
    git.git('checkout', '-q', '-b', 'change');
    git.write('cmd/mail/main.go', SERVER);
    git.write('compose.yaml', 'services:\n  orders: {image: orders}\n  mail: {image: mail}\n');
    git.commit();
    const range = ['map', git.folder, '--base', 'main', '--head', 'change'];
    expect((await architect([...range, '--format', 'table'])).stdout).toMatch(
      /^\+ {2}mail +go +cmd\/mail +compose.yaml:3$/m,
    );
    const review = ['review', '--repo', git.folder, '--base', 'main', '--head', 'change', '--format'];
    const { services } = JSON.parse((await architect([...review, 'json'])).stdout) as { services: unknown[] };
    expect(services).toEqual([
      { name: 'mail', root: 'cmd/mail', kind: 'go', change: 'added' },
      { name: 'orders', root: 'cmd/orders', kind: 'go', change: 'same' },
    ]);
    const markdown = (await architect([...review, 'markdown'])).stdout;
    expect(markdown).toMatch(/\| added \| `mail` \| service \| .*compose\.yaml:3/);
    expect(markdown).toContain('```mermaid\nflowchart LR\n  n0["mail"]:::added');
    expect((await architect([...review, 'text'])).stdout).toContain('+ mail (service) compose.yaml:3');
    expect((await architect(range)).stdout).toContain('["mail"]:::added');
    expect((await architect(['map', git.folder, '--head', 'main', '--format', 'dot'])).stdout).not.toContain('mail');
  } finally {
    git.dispose();
  }
});
