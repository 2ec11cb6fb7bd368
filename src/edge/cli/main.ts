import { Command, CommanderError, Option } from 'commander';
import { SEVERITIES } from '../../core/findings/finding.ts';
import { FORMATS } from '../../core/report/index.ts';
import { runAudit } from './audit.ts';
import { runConfigCheck } from './config-check.ts';
import { complain, explainFailure, tolerateClosedOutput } from './errors.ts';
import { EXIT } from './exit.ts';
import { runExplain, runStandards } from './explain.ts';
import { MAP_FORMATS, type MapOptions, runMap } from './map.ts';
import { runReplay } from './replay.ts';
import { runReview } from './review.ts';
import { TOOL } from './tool.ts';

/** Runs the command line. Returns the exit code: 0 passed, 1 the gate fails, 2 bad usage or unreadable input. */
export async function main(args: readonly string[]): Promise<number> {
  tolerateClosedOutput();
  let code: number = EXIT.passed;
  const program = createProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.unusable;
    return explainFailure(error);
  }
}

function createProgram(done: (code: number) => void): Command {
  const program = new Command('architect')
    .description('Reviews changes to Go microservices as a senior Go architect would.')
    .version(TOOL.version)
    .exitOverride()
    .configureOutput({
      outputError: (text) =>
        complain(
          `${text
            .replace(/^error: /, '')
            .trim()
            .replace(/\.$/, '')}; architect --help shows the commands`,
        ),
    });

  withSiblings(
    withOutput(
      program
        .command('review')
        .description('review a change: a local git range, a directory with a diff, or a GitHub pull request')
        .argument('[url]', 'pull request, such as https://github.com/acme/shop/pull/7 (reads GITHUB_TOKEN)')
        .option('--repo <dir>', 'git repository, or the directory that --diff speaks of')
        .option(
          '--base <ref>',
          'what the change is compared with, from their merge base on; default: the default branch',
        )
        .option('--head <ref>', 'what is reviewed; default: HEAD')
        .option('--diff <file>', 'unified diff against --repo instead of a git range; - reads standard input'),
    ),
  )
    .option('--no-model', 'the rules alone, without the architect model')
    .option('--prompts <dir>', 'folder of prompts for the architect model, instead of those that are installed')
    .option('--record <file>', 'write all that the review was made of to a file: see replay')
    .action(async (url: string | undefined, options) => done(await runReview({ ...options, url: url ?? null })));

  withSiblings(
    withOutput(
      program
        .command('audit')
        .description('report everything that stands in a directory; needs neither git nor go.mod')
        .argument('[dir]', 'directory', '.')
        .option(
          '--stats',
          'for authors of standards: findings and time by standard instead of the findings, or in JSON',
        ),
    ),
  ).action(async (dir: string, options) => done(await runAudit(dir, options)));

  withOutput(
    program
      .command('replay')
      .description('run a recorded review again, with the replies that the architect model gave then')
      .argument('<recording>', 'file that review --record wrote, or id of a review of the service on this machine')
      .option('--prompts <dir>', 'what these prompts would have asked instead: the requests that differ, as a diff')
      .option('--plan', 'what would be published instead of the review, as JSON'),
  ).action(async (recording: string, options) => done(await runReplay(recording, options)));

  withSiblings(
    program
      .command('map')
      .description('draw the services of a repository and what they exchange, or how a change alters them')
      .argument('[dir]', 'directory, or clone where a ref is given', '.'),
  )
    .option('--base <ref>', 'what the map is compared with')
    .option('--head <ref>', 'commit that is drawn; default with --base: HEAD')
    .addOption(new Option('--format <format>', 'form of the map').choices(MAP_FORMATS).default('mermaid'))
    .option('--output <file>', 'write the map to a file')
    .action(async (dir: string, options: MapOptions) => done(await runMap(dir, options)));

  program
    .command('explain')
    .description('why a standard exists and how to meet it')
    .argument('<id>', 'such as resilience/http-server-no-timeout')
    .action((id: string) => done(runExplain(id)));

  program
    .command('standards')
    .description('list the standards')
    .addOption(new Option('--format <format>').choices(['markdown', 'json']).default('markdown'))
    .action((options: { format: 'markdown' | 'json' }) => done(runStandards(options.format)));

  program
    .command('config')
    .description('the repository configuration')
    .command('check')
    .description('check a configuration file')
    .argument('[file]', 'file', '.github/architect.yml')
    .action(async (file: string) => done(await runConfigCheck(file)));

  return program;
}

/** Repeatable. */
function withSiblings(command: Command): Command {
  const add = (text: string, before: string[] = []) => [...before, text];
  return command.option('--sibling <name=dir>', 'checkout of a repository that this one calls, or is called by', add);
}

function withOutput(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'form of the result').choices(Object.keys(FORMATS)).default('text'))
    .option('--output <file>', 'write the result to a file')
    .addOption(
      new Option('--fail-on <severity>', 'mildest severity that fails; default: configuration, else high').choices([
        ...SEVERITIES.slice(0, 4),
        'never',
      ]),
    );
}
