/**
 * `node scripts/eval-set.ts DIR`: a set of cases for `npm run eval`, made from the bundled example. One case is its
 * pull request with the defects that were planted in it. The controls add each of the shop's services, as a careful
 * team left it, to a shop without it: nothing is wrong with them.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CATALOGUE } from '../src/core/standards/registry.ts';

const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url));
const Planted = z.array(z.object({ standard: z.string(), path: z.string(), line: z.int(), note: z.string() }));

const [target] = process.argv.slice(2);
if (target === undefined) {
  process.stderr.write('eval-set: give the folder to write to\n');
  process.exit(2);
}
const folder = resolve(target);
const shop = join(folder, 'shop');
rmSync(shop, { recursive: true, force: true });
mkdirSync(shop, { recursive: true });

const git = (...args: string[]) => {
  const who = ['-c', 'user.name=Example', '-c', 'user.email=example@example.com'];
  execFileSync('git', ['-C', shop, ...who, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
};
const commit = (message: string) => {
  git('add', '-A');
  git('commit', '-q', '-m', message);
};

git('init', '-q', '-b', 'main');
cpSync(join(EXAMPLES, 'shop'), shop, { recursive: true });
commit('The shop');
git('checkout', '-q', '-b', 'refunds');
git('apply', join(EXAMPLES, 'pull-request.diff'));
commit('Add refunds and express orders');

const services = readdirSync(join(EXAMPLES, 'shop', 'cmd'));
for (const service of services) {
  git('checkout', '-q', '-b', `before-${service}`, 'main');
  for (const path of [`cmd/${service}`, `internal/${service}`, `deploy/k8s/${service}.yaml`])
    rmSync(join(shop, path), { recursive: true, force: true });
  commit(`The shop without ${service}`);
  git('checkout', '-q', '-b', `with-${service}`);
  git('checkout', '-q', 'main', '--', '.');
  commit(`Add ${service}`);
}
git('checkout', '-q', 'main');

const severities = new Map(CATALOGUE.map(({ id, severity }) => [id, severity]));
const planted = Planted.parse(JSON.parse(readFileSync(join(EXAMPLES, 'planted.json'), 'utf8')));
const set = {
  cases: [
    {
      id: 'refunds',
      ...{ repo: 'shop', base: 'main', head: 'refunds', title: 'Add refunds and express orders', description: '' },
      golden: planted.map(({ standard, path, line, note }) => ({
        ...{ file: path, line, end_line: line, severity: severities.get(standard) ?? 'medium' },
        ...{ comment: note, standard },
      })),
    },
  ],
  controls: services.map((service) => ({
    id: `clean-${service}`,
    ...{ repo: 'shop', base: `before-${service}`, head: `with-${service}` },
    ...{ title: `Add ${service}`, description: '', golden: [] },
  })),
};
writeFileSync(join(folder, 'cases.json'), `${JSON.stringify(set, null, 2)}\n`);
