import type { FileFacts, FunctionFact, Import } from '../facts.ts';
import { dirOf, type GoModule } from '../modules.ts';
import { importName, usualPackageName } from '../names.ts';
import { remembered } from '../remember.ts';
import { sketchType } from '../types/sketch-type.ts';
import type { ExternalPackages, GoPackage } from './package.ts';
import { packageNames } from './package-names.ts';
import { type Qualifiers, qualifiersOf } from './qualifiers.ts';
import { sharedPackages } from './shared.ts';
import { importsOf, type PackageFile, SourcePackage } from './source-package.ts';

export interface DeclaredFunction {
  fact: FunctionFact;
  file: PackageFile;
}

/** The Go files of one snapshot folded into packages. Reading one is cheap: packages are folded when first asked for. */
export class GoIndex {
  readonly modules: readonly GoModule[];
  private readonly external: ExternalPackages;
  /** By import path; a directory's other packages have their name appended: ` [test]`, ` [main]`. */
  private readonly packages = new Map<string, SourcePackage>();
  private readonly byFile = new Map<string, SourcePackage>();
  private readonly files = new Map<string, PackageFile>();
  private readonly importPaths = new Map<string, string>();
  private readonly qualifiers = new WeakMap<FileFacts, Qualifiers>();
  private importing: ReadonlyMap<string, readonly PackageFile[]> | null = null;

  /** @param before packages that mean the same here are taken from it, with all that is known of them */
  constructor(
    files: Iterable<PackageFile>,
    modules: readonly GoModule[],
    external: ExternalPackages,
    before: GoIndex | null = null,
  ) {
    // Deepest first: the nearest module above a file is its own.
    this.modules = [...modules].sort((a, b) => b.dir.length - a.dir.length);
    this.external = external;
    const given = [...files];
    const packages = this.grouped(given);
    const shared = this.sharedWith(before, packages);
    for (const file of given) this.files.set(file.path, file);
    for (const [path, own] of packages) {
      const found = shared.get(path) ?? this.newPackage(path, own);
      this.packages.set(path, found);
      for (const file of found.files) {
        this.byFile.set(file.path, found);
        this.files.set(file.path, file);
      }
    }
  }

  /** Files by the import path of their package. */
  private grouped(files: readonly PackageFile[]): Map<string, PackageFile[]> {
    const nameIn = packageNames(files);
    return Map.groupBy(files, (file) => {
      const dir = dirOf(file.path);
      const path = this.importPathOf(dir);
      const name = nameIn(dir);
      if (file.package === name) return path;
      return file.package === `${name}_test` ? `${path} [test]` : `${path} [${file.package}]`;
    });
  }

  private newPackage(path: string, files: readonly PackageFile[]): SourcePackage {
    return new SourcePackage(
      path,
      files,
      (own, alias) => this.qualifier(own.facts, alias),
      (own, type) => this.dotImport(own.facts, type),
      (sketch, scope) => sketchType(this, sketch, scope),
    );
  }

  private sharedWith(
    before: GoIndex | null,
    packages: ReadonlyMap<string, readonly PackageFile[]>,
  ): ReadonlyMap<string, SourcePackage> {
    // Another module file may give imports another meaning.
    if (!before || before.external !== this.external || JSON.stringify(before.modules) !== JSON.stringify(this.modules))
      return new Map();
    const meant = (path: string) => {
      const replaced = packages.has(path) ? path : this.replacedPath(path);
      return packages.has(replaced) ? replaced : null;
    };
    return sharedPackages(
      { packages: before.packages, meant: (path) => before.sourcePackage(path)?.path ?? null },
      { packages, meant },
    );
  }

  /** Import paths of the packages that mean the same in another index, and were taken from there. */
  sharedPaths(other: GoIndex): ReadonlySet<string> {
    return new Set([...this.packages].flatMap(([path, own]) => (other.packages.get(path) === own ? [path] : [])));
  }

  /** The module that a path belongs to. */
  module(path: string): GoModule | null {
    return this.modules.find(({ dir }) => dir === '' || path.startsWith(`${dir}/`) || path === dir) ?? null;
  }

  file(path: string): PackageFile | null {
    return this.files.get(path) ?? null;
  }

  allFiles(): Iterable<PackageFile> {
    return this.files.values();
  }

  allPackages(): Iterable<SourcePackage> {
    return this.packages.values();
  }

  packageOf(path: string): SourcePackage | null {
    return this.byFile.get(path) ?? null;
  }

  /** The package of an import path: of the repository, else of the signature tables, else null. */
  package(path: string): GoPackage | null {
    return this.sourcePackage(path) ?? this.external.lookup(path);
  }

  sourcePackage(path: string): SourcePackage | null {
    return this.packages.get(path) ?? this.replacements(path);
  }

  /** The declaration of a function or method of the repository, with its file; null when it is not there. */
  declaredFunction(callee: { package: string; receiver: string | null; name: string }): DeclaredFunction | null {
    const own = this.sourcePackage(callee.package);
    if (!own) return null;
    return callee.receiver === null ? own.function(callee.name) : own.methodFact(callee.receiver, callee.name);
  }

  functionFact(callee: { package: string; receiver: string | null; name: string }): FunctionFact | null {
    return this.declaredFunction(callee)?.fact ?? null;
  }

  /** Import path behind a qualifier of the file, or null. */
  qualifier(facts: FileFacts, name: string): string | null {
    let names = this.qualifiers.get(facts);
    if (!names) {
      names = qualifiersOf(facts.imports, (path) => this.package(path)?.name || null);
      this.qualifiers.set(facts, names);
    }
    return names.get(name) ?? null;
  }

  /** Import path of the package whose dot import brings the file this name, or null. */
  dotImport(facts: FileFacts, name: string): string | null {
    for (const spec of facts.imports) {
      if (spec.alias !== '.') continue;
      const found = this.package(spec.path);
      if (found?.member(name) || found?.type(name)) return spec.path;
    }
    return null;
  }

  /** Name under which the file sees the package, or null when it does not import it. */
  nameOfImport({ imports }: { imports: readonly Import[] }, path: string): string | null {
    const spec = imports.find((candidate) => candidate.path === path);
    return spec ? this.nameOf(spec) : null;
  }

  /** Files of the repository, tests aside, that import the path. */
  importers(path: string): readonly PackageFile[] {
    this.importing ??= importersOf(this.files.values());
    return this.importing.get(path) ?? [];
  }

  private readonly replacements = remembered((path: string) => this.packages.get(this.replacedPath(path)) ?? null);

  private nameOf(spec: Import): string {
    if (spec.alias !== null) return importName(spec);
    return this.package(spec.path)?.name || usualPackageName(spec.path);
  }

  private importPathOf(dir: string): string {
    let path = this.importPaths.get(dir);
    if (path === undefined) {
      path = this.importPath(dir);
      this.importPaths.set(dir, path);
    }
    return path;
  }

  private importPath(dir: string): string {
    const module = this.module(dir);
    if (!module) return dir || '.';
    const inside = module.dir === '' ? dir : dir.slice(module.dir.length + 1);
    return inside ? `${module.path}/${inside}` : module.path;
  }

  /** Where a local `replace` sends the import path, by directory. */
  private readonly replacedPath = remembered((path: string): string => {
    for (const { replaced } of this.modules)
      for (const [from, dir] of Object.entries(replaced))
        if (path === from || path.startsWith(`${from}/`)) return this.importPath(dir + path.slice(from.length));
    return path;
  });
}

/** Files by the paths that they import, tests aside. */
function importersOf(files: Iterable<PackageFile>): Map<string, PackageFile[]> {
  const importers = new Map<string, PackageFile[]>();
  for (const file of files) {
    if (file.path.endsWith('_test.go')) continue;
    for (const path of new Set(importsOf(file).map((spec) => spec.path))) {
      const known = importers.get(path);
      if (known) known.push(file);
      else importers.set(path, [file]);
    }
  }
  return importers;
}
