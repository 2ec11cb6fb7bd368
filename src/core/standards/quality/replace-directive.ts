import { dirOf } from '../../go/modules.ts';
import type { LocalReplacement } from '../../go/replacements.ts';
import { defineStandard } from '../standard.ts';

export const replaceDirective = defineStandard({
  id: 'quality/replace-directive',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Module replaced by a local directory',
  why: 'A `replace` with a path is for the machine it was written on. Where the directory is not part of the repository, every other build fails: that of a colleague, of CI, of the image. Where it is, the replacement ends at the repository: whoever requires the module gets the version in `require`, which may be another one than was tested, or none at all.',
  fix: 'Require the version that is published, or while both change together let a workspace say so.\n\n```\ngo get example.com/lib@v1.4.0\ngo mod edit -dropreplace example.com/lib\n\ngo work init ./service ./lib\n```',
  references: [
    'https://go.dev/ref/mod#go-mod-file-replace',
    'https://go.dev/ref/mod#workspaces',
    'https://go.dev/doc/modules/managing-dependencies#local_directory',
  ],
  examples: {
    bad: [
      {
        'go.mod': `module example.com/shop

go 1.25

require example.com/lib v1.4.0

replace example.com/lib => ../lib // want
`,
      },
      // One leads to the developer's own home, one to what is not committed, one is another module of the repository.
      {
        'services/shop/go.mod': `module example.com/shop/services/shop

require (
	example.com/auth v0.3.0
	example.com/queue v1.0.0
	example.com/shop/pkg v1.2.0
)
require example.com/mail v1.0.0 // indirect

replace (
	example.com/auth => ../../../auth // want
	example.com/queue v1.0.0 => /home/ann/queue // want
	"example.com/shop/pkg" => "../../pkg"
	example.com/mail => ./mail // want
	example.com/left => ../../../left // want
	example.com/text => example.com/fork/text v1.0.1
)
`,
        'pkg/go.mod': 'module example.com/shop/pkg\n',
        'go.work': 'go 1.25\n\nuse (\n\t./services/shop\n\t./pkg\n)\n',
      },
      // What others get of it is not what stands beside it.
      {
        'services/shop/go.mod': `module example.com/shop/services/shop

require example.com/shop/pkg v1.2.0

replace example.com/shop/pkg => ../../pkg // want
`,
        'services/mail/go.mod': `module example.com/shop/services/mail

require example.com/shop/pkg v0.0.0-00010101000000-000000000000

replace example.com/shop/pkg => ../../pkg // want
`,
        'pkg/go.mod': 'module example.com/shop/pkg\n',
      },
    ],
    good: [
      // A fork by version.
      { 'go.mod': 'module example.com/shop\n\nreplace example.com/text v1.0.0 => example.com/fork/text v1.0.1\n' },
      // A workspace says so.
      {
        'services/shop/go.mod': `module example.com/shop/services/shop

replace example.com/shop/pkg => ../../pkg
`,
        'pkg/go.mod': 'module example.com/shop/pkg\n',
        'go.work': 'use ./services/shop\nuse ./pkg // shared\n',
      },
      // Part of the same module's tree, and released with it.
      {
        'go.mod': 'module example.com/shop\n\nreplace example.com/shop/api => ./api\n',
        'api/go.mod': 'module example.com/shop/api\n',
        'examples/go.mod':
          'module example.com/shop/examples\n\nreplace (\n\texample.com/shop => ..\n\texample.com/shop/api => ../api\n)\n',
      },
      // A submodule brings it.
      {
        'go.mod': 'module example.com/shop\n\n// replace example.com/lib => ../lib\nreplace example.com/lib => ./lib\n',
        '.gitmodules': '[submodule "lib"]\n\tpath = lib\n',
      },
    ],
  },
  module(file, report) {
    const dir = dirOf(file.path);
    for (const replacement of file.replacements) {
      const [reason, result] = brokenBy(replacement);
      if (!reason) continue;
      const replaced = `\`${replacement.from}\` is replaced by \`${replacement.to}\`, ${reason}`;
      if (file.required.has(replacement.from)) report(replacement.line, { message: `${replaced}: ${result}` });
      else
        report(replacement.line, {
          lane: 'H',
          severity: 'low',
          message: `${replaced}. Nothing requires the module now; once something does, no other machine can build it.`,
        });
    }
    const [first, ...others] = file.replacements.filter((replacement) => isSibling(replacement, dir));
    if (!first || SERVES_DEVELOPERS.test(dir)) return;
    report(first.line, {
      lane: 'H',
      severity: 'low',
      message: `\`${first.to}\` stands in for \`${first.from}\` only where this module is the main one: ${elsewhere(file.required.get(first.from))} A go.work that lists both keeps them together without it.`,
      evidence: others.map(({ line }) => line),
    });
  },
});

/** Modules that nobody requires: samples, tests and tools of the repository. */
const SERVES_DEVELOPERS =
  /(?:^|\/)(?:\.[^/]+|_[^/]*|examples?|samples?|demos?|docs?|hack|scripts?|tools?|build|tests?|testing|e2e|integration|benchmarks?|bench|certification)(?:\/|$)/;

/** Why no other machine can build it, and what happens there; empty where one can. */
function brokenBy({ to, target }: LocalReplacement): [reason: string, result: string] | [] {
  if (target === 'outside')
    return [
      'which lies outside of this tree',
      `where nobody has put it beside the checkout (CI, the image, a colleague) the build ends with “replacement directory ${to} does not exist”.`,
    ];
  if (target === 'missing')
    return ['where this tree has no go.mod', 'a fresh checkout does not build until somebody puts the module there.'];
  return [];
}

/** Another module of the repository that is not released as a part of this one, nor this one of it. */
function isSibling({ target, dir }: LocalReplacement, own: string): boolean {
  return target === 'module' && dir !== null && !isWithin(dir, own) && !isWithin(own, dir);
}

function isWithin(dir: string, above: string): boolean {
  return above === '' || dir === above || dir.startsWith(`${above}/`);
}

/** What whoever requires the module gets instead. */
function elsewhere(version: string | undefined): string {
  if (version === undefined || /^v0\.0\.0(?:-00010101000000-0{12})?$/.test(version))
    return 'whoever requires it, or installs it by `go install …@version`, is told of a version that does not exist.';
  return `whoever requires it gets \`${version}\`, which this build never tests.`;
}
