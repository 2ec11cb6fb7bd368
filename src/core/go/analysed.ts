import type { FileFacts, Import } from './facts.ts';
import type { MethodName, PackageFile } from './index/source-package.ts';

/** What is known of one blob of Go: its facts as JSON text (read when first needed), or why there are none. */
export type BlobFacts =
  | ReadFacts
  /** `parsed`: the content is why, so it will be skipped next time too; else the blob could not be had. */
  | { blob: string; skipped: string; parsed: boolean };

export interface ReadFacts {
  blob: string;
  package: string;
  json: string;
}

/** Facts read already: base and head share most blobs. */
const READ = new WeakMap<ReadFacts, FileFacts>();

export function factsOf(known: ReadFacts): FileFacts {
  let facts = READ.get(known);
  if (!facts) {
    facts = JSON.parse(known.json) as FileFacts;
    READ.set(known, facts);
  }
  return facts;
}

/** What stands ahead of the declarations in a file's facts. */
export type FactsHead = Pick<FileFacts, 'package' | 'imports' | 'generated' | 'build' | 'partial'>;

const HEADS = new WeakMap<ReadFacts, FactsHead>();

/** The head of the facts, without reading the rest of the text, which is fifty times as long. */
export function headOf(known: ReadFacts): FactsHead {
  let head: FactsHead | undefined = READ.get(known) ?? HEADS.get(known);
  if (!head) {
    // Within a string the quotation marks would be escaped.
    head = JSON.parse(`${known.json.slice(0, known.json.indexOf(',"functions":['))}}`) as FactsHead;
    HEADS.set(known, head);
  }
  return head;
}

const METHODS = new WeakMap<ReadFacts, readonly MethodName[]>();
/** How a method's fact begins; within a string the quotation marks would be escaped. */
const METHOD = /\{"name":"([^"]+)","receiver":\{"type":"([^"]+)"/g;

/** The methods that the facts have, likewise. */
function methodsOf(known: ReadFacts): readonly MethodName[] {
  let methods = METHODS.get(known);
  if (!methods) {
    methods = Array.from(known.json.matchAll(METHOD), ([, name = '', type = '']) => ({ type, name }));
    METHODS.set(known, methods);
  }
  return methods;
}

/** A file of a package whose facts are read on first use. */
export class LazyFile implements PackageFile {
  readonly path: string;
  readonly source: ReadFacts;

  constructor(path: string, source: ReadFacts) {
    this.path = path;
    this.source = source;
  }

  get package(): string {
    return this.source.package;
  }

  get facts(): FileFacts {
    return factsOf(this.source);
  }

  imports(): readonly Import[] {
    return headOf(this.source).imports;
  }

  methods(): readonly MethodName[] {
    return methodsOf(this.source);
  }

  mentions(text: string): boolean {
    return this.source.json.includes(text);
  }
}
