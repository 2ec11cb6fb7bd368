import type { FunctionFact, TypeFact, ValueFact } from '../facts.ts';
import { isBuilt } from './build-constraint.ts';
import type { PackageFile } from './source-package.ts';

export interface Declared<Fact> {
  fact: Fact;
  file: PackageFile;
}

/** The declarations of a package by name. */
export interface Folded {
  functions: Map<string, Declared<FunctionFact>>;
  methods: Map<string, Map<string, Declared<FunctionFact>>>;
  types: Map<string, Declared<TypeFact>>;
  values: Map<string, Declared<ValueFact>>;
}

export function foldFiles(files: readonly PackageFile[]): Folded {
  const folded: Folded = { functions: new Map(), methods: new Map(), types: new Map(), values: new Map() };
  for (const file of files) {
    for (const fact of file.facts.functions) {
      if (!fact.receiver) add(folded.functions, fact.name, fact, file);
      else {
        const methods = folded.methods.get(fact.receiver.type) ?? new Map<string, Declared<FunctionFact>>();
        folded.methods.set(fact.receiver.type, methods);
        add(methods, fact.name, fact, file);
      }
    }
    for (const fact of file.facts.types) add(folded.types, fact.name, fact, file);
    for (const fact of file.facts.values) add(folded.values, fact.name, fact, file);
  }
  return folded;
}

/** Variants by build tag declare a name several times: the one built for Linux stands for all, else the first. */
function add<Fact>(map: Map<string, Declared<Fact>>, name: string, fact: Fact, file: PackageFile): void {
  const known = map.get(name);
  if (!known || (!built(known.file) && built(file))) map.set(name, { fact, file });
}

function built(file: PackageFile): boolean {
  return isBuilt(file.path, file.facts.build);
}
