import { defineStandard } from '../standard.ts';
import { httpProgram } from '../support/examples/programs.ts';
import { newServices } from '../support/new-services.ts';

/** Services of one layout that make it the repository's. */
const FEWEST = 3;

const SHOP = {
  '=cmd/orders/main.go': httpProgram(),
  '=cmd/stock/main.go': httpProgram(),
  '=cmd/mail/main.go': httpProgram(),
};

export const layout = defineStandard({
  id: 'quality/layout',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Service that lies where no other does',
  why: 'Whoever looks for a service, builds all of them or owns some looks where the others are. One that lies elsewhere is left out of build rules, of CODEOWNERS and of what the next person copies.',
  fix: 'Put its main package where those of the other services are, `cmd/<service>` say, and its code under `internal/<service>` as theirs.',
  references: [
    'https://go.dev/doc/modules/layout#server-project',
    'https://go.dev/doc/modules/layout#multiple-commands',
  ],
  examples: {
    bad: [
      { ...SHOP, 'refunds/main.go': httpProgram({ want: true }) },
      { ...SHOP, 'services/refunds/cmd/main.go': httpProgram({ want: true }) },
      {
        '=services/orders/cmd/server/main.go': httpProgram(),
        '=services/stock/cmd/server/main.go': httpProgram(),
        '=services/mail/cmd/server/main.go': httpProgram(),
        'services/refunds/main.go': httpProgram({ want: true }),
      },
    ],
    good: [
      { ...SHOP, 'cmd/refunds/main.go': httpProgram() },
      // Two layouts stand side by side already.
      {
        '=cmd/orders/main.go': httpProgram(),
        '=cmd/stock/main.go': httpProgram(),
        '=services/mail/main.go': httpProgram(),
        'refunds/main.go': httpProgram(),
      },
      // It was there.
      { ...SHOP, 'base:refunds/main.go': httpProgram(), 'refunds/main.go': `${httpProgram()}\n// More to come.\n` },
    ],
  },
  change(changed, report) {
    const { services } = changed.base.map;
    const mains = new Set(services.flatMap(({ kind, main }) => (kind === 'go' && main ? [main] : [])));
    const shapes = Map.groupBy(mains, shapeOf);
    const [[usual, those] = ['', []]] = [...shapes].sort((a, b) => b[1].length - a[1].length);
    if (those.length < FEWEST || those.length < mains.size) return;
    for (const { service, main } of newServices(changed)) {
      if (service.main === null || shapeOf(service.main) === usual) continue;
      report(main, {
        message: `The main of \`${service.name}\` is in \`${service.main || '.'}\`; those of all ${those.length} other services are in \`${usual}\`, where builds and people look for them.`,
      });
    }
  },
});

/** A layout of `services/orders/cmd/server`: what is called after the service left open. */
function shapeOf(main: string): string {
  const parts = main.split('/');
  const own = parts.findLastIndex((part) => !FIXED.test(part));
  return parts.map((part, at) => (at === own ? '*' : part)).join('/');
}

const FIXED = /^(?:cmd|apps?|server|main|src|internal|services?|backend|go|pkg|v\d+)$/;
