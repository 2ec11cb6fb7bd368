import type { FileFacts } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile, SourcePackage } from '../../go/index/source-package.ts';
import { rememberedWith } from '../../go/remember.ts';

/**
 * The main package that makes the logger of the file's package, where every main package that imports it makes a
 * `log/slog` logger from a plain JSON or text handler; null where one of them does otherwise, or none is known.
 */
export function plainLoggerMaker({ index, package: own }: GoFile): PackageFile | null {
  return own && makerFor(index, own);
}

const makerFor = rememberedWith((index: GoIndex, own: SourcePackage): PackageFile | null => {
  const mains = own.name === 'main' ? own.files : index.importers(own.path).filter((each) => each.package === 'main');
  const makers = mains.filter((each) => makesPlainLogger(index, each.facts));
  const programs = new Set(mains.map(({ path }) => index.packageOf(path)));
  const plain = new Set(makers.map(({ path }) => index.packageOf(path)));
  const [maker] = makers;
  return maker && [...programs].every((program) => program !== null && plain.has(program) && !wrapsHandler(program))
    ? maker
    : null;
});

function makesPlainLogger(index: GoIndex, facts: FileFacts): boolean {
  const slog = index.nameOfImport(facts, 'log/slog');
  if (slog === null) return false;
  const makes = (name: string) => facts.functions.some(({ uses }) => uses.includes(`${slog}.${name}`));
  return makes('New') && (makes('NewJSONHandler') || makes('NewTextHandler'));
}

/** The program has a handler of its own around the plain one. */
function wrapsHandler(program: SourcePackage): boolean {
  return program.files.some(({ facts }) =>
    facts.functions.some(({ name, receiver }) => receiver !== null && name === 'Handle'),
  );
}
