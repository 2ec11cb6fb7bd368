/**
 * A GitHub for the benchmark, in a process of its own: one repository, `examples/shop`, with that many open pull
 * requests. Sends its parent what a service needs to review them, and, whenever it is asked, how many were reviewed.
 */
import { fileURLToPath } from 'node:url';
import { startGitHub } from '../../test/github/start.ts';
import { SECRET } from './delivery.ts';

const [pulls = '20'] = process.argv.slice(2);
const github = await startGitHub({ webhookSecret: SECRET, limits: { requestsPerHour: 1e9, contentPerMinute: 1e9 } });
github.account('acme', 'Organization');
const repo = await github.createRepository({
  owner: 'acme',
  name: 'shop',
  fromDirectory: fileURLToPath(new URL('../../examples/shop', import.meta.url)),
});
const installation = github.installApp({ account: 'acme' });
for (let number = 1; number <= Number(pulls); number++) {
  const name = `change${number}`;
  await repo.commit({ branch: name, files: { [`${name}/${name}.go`]: fileOf(name) } });
  await repo.openPull({ head: name });
}
const { id, privateKey } = github.app;
process.send?.({
  apiUrl: github.apiUrl,
  app: { id, privateKey },
  repository: { id: repo.id, name: repo.name, owner: { login: 'acme' } },
  installation: { id: installation.id },
});
process.on('message', () => {
  const heads = Array.from({ length: Number(pulls) }, (_, index) => repo.pull(index + 1).head);
  const done = heads.filter((head) => repo.checks(head).some(({ status }) => status === 'completed'));
  process.send?.({ reviewed: done.length, failures: github.failures.length });
});

function fileOf(name: string): string {
  return `package ${name}

import "crypto/tls"

func Dial() *tls.Config {
	return &tls.Config{InsecureSkipVerify: true}
}
`;
}
