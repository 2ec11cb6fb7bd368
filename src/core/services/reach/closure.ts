import type { GoIndex } from '../../go/index/go-index.ts';
import { importsOf, type SourcePackage } from '../../go/index/source-package.ts';
import { rememberedBy, rememberedWith } from '../../go/remember.ts';
import { mainsOf } from './mains.ts';

/** The packages of the repository that the program of a directory is built of. */
export const closureOf: (index: GoIndex, main: string) => ReadonlySet<SourcePackage> = rememberedWith(
  (index: GoIndex, main: string) => {
    const [first] = mainsOf(index).get(main) ?? [];
    const seen = new Set(first ? [first] : []);
    for (const own of seen) for (const other of importedBy(index)(own)) seen.add(other);
    return seen;
  },
);

/** The packages of the repository that a package imports, tests aside. */
const importedBy = rememberedBy((index: GoIndex) =>
  rememberedBy(({ files }: SourcePackage): ReadonlySet<SourcePackage> => {
    const imported = files.flatMap((file) => (file.path.endsWith('_test.go') ? [] : importsOf(file)));
    return new Set(imported.flatMap(({ path }) => index.sourcePackage(path) ?? []));
  }),
);
