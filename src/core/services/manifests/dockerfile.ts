import { Copy, DockerfileParser, Env, From, type Instruction, type PropertyInstruction } from 'dockerfile-ast';
import { z } from 'zod';
import type { DockerStage, DockerStep, FactPlace, ManifestFacts } from './facts.ts';

/** In characters: the parser's work grows with the square of an instruction's length. */
const MOST_DOCKERFILE = 128 * 1024;

/** Every stage is looked up among the others. */
const MOST_STAGES = 100;

/** Reads a Dockerfile: never throws. Arguments given ahead of the first FROM belong to every stage. */
export function readDockerfile(text: string): ManifestFacts {
  if (text.length > MOST_DOCKERFILE) return { form: 'none', reason: 'larger than 128 KB' };
  const lines = text.split(/\r?\n/);
  const stages: DockerStage[] = [];
  const ahead: DockerStep[] = [];
  try {
    for (const instruction of DockerfileParser.parse(text).getInstructions()) {
      const range = instruction.getRange();
      const place = { line: range.start.line + 1, text: (lines[range.start.line] ?? '').trim().slice(0, 300) };
      if (instruction instanceof From) {
        const from = instruction.getImage() ?? '';
        const before = stages.at(-1);
        if (before) before.endLine = place.line - 1;
        const endLine = lines.length;
        stages.push({ ...place, endLine, name: instruction.getBuildStage() ?? '', from, steps: [...ahead] });
        continue;
      }
      const raw = lines.slice(range.start.line, range.end.line + 1).join('\n');
      const steps = stepsOf(instruction, raw, place);
      (stages.at(-1)?.steps ?? ahead).push(...steps);
    }
  } catch {
    return { form: 'none', reason: 'not a Dockerfile that can be read' };
  }
  if (stages.length > MOST_STAGES) return { form: 'none', reason: `more than ${MOST_STAGES} stages` };
  return { form: 'dockerfile', stages };
}

function stepsOf(instruction: Instruction, raw: string, place: FactPlace): DockerStep[] {
  const words = instruction.getArguments().map((argument) => argument.getValue());
  const [first = ''] = words;
  switch (instruction.getKeyword()) {
    case 'WORKDIR':
      return [{ ...place, op: 'workdir', dir: words.join(' ') }];
    case 'ADD':
    case 'COPY': {
      const paths = jsonWords(raw) ?? words;
      const from = instruction instanceof Copy ? (instruction.getFromFlag()?.getValue() ?? null) : null;
      return [{ ...place, op: 'copy', from, sources: paths.slice(0, -1), to: paths.at(-1) ?? '' }];
    }
    case 'RUN': {
      const mounts = Array.from(raw.matchAll(/--mount=(\S+)/g), ([, mount = '']) => mount);
      return [{ ...place, op: 'run', script: scriptOf(raw), mounts }];
    }
    case 'ARG':
      return words.map((word) => {
        const [name = '', value] = split(word);
        return { ...place, op: 'arg', name, value: value === null ? null : unquoted(value ?? '') };
      });
    case 'ENV':
      return (instruction instanceof Env ? propertiesOf(instruction) : []).map(([name, value]) => ({
        ...place,
        op: 'env',
        name,
        value,
      }));
    case 'ENTRYPOINT':
    case 'CMD': {
      const op = instruction.getKeyword() === 'CMD' ? 'cmd' : 'entrypoint';
      const json = jsonWords(raw);
      return [{ ...place, op, words: json ?? [scriptOf(raw)], shell: json === null }];
    }
    case 'EXPOSE':
      return [{ ...place, op: 'expose', ports: words }];
    case 'USER':
      return [{ ...place, op: 'user', user: first }];
    default:
      return [];
  }
}

function propertiesOf(instruction: PropertyInstruction): [name: string, value: string | null][] {
  return instruction.getProperties().map((property) => [property.getName(), property.getValue()]);
}

/** The words of the exec form; null for the shell form, which everything else is that is no list of JSON. */
function jsonWords(raw: string): string[] | null {
  const text = scriptOf(raw);
  if (!text.startsWith('[')) return null;
  try {
    return z.array(z.string()).safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** What the shell reads: flags of the instruction, comments and continued lines taken away. */
function scriptOf(raw: string): string {
  return raw
    .replace(/^\s*\S+\s*/, '')
    .replace(/^(?:--\w+(?:=\S+)?[ \t]*(?:\\\s*\n\s*)?)+/, '')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/[\\`][ \t]*\r?\n/g, ' ')
    .trim();
}

function split(word: string): [string, string | null] {
  const at = word.indexOf('=');
  return at < 0 ? [word, null] : [word.slice(0, at), word.slice(at + 1)];
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/s, '$2');
}
