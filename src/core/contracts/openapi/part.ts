import { dirOf, joinPath } from '../../go/modules.ts';
import { type ApiDocument, readDocument } from './document.ts';

/** References that lead to references. */
const MOST_HOPS = 20;

/** A part of a description, with its place. References to other parts are followed. */
export interface Part {
  /** Tells it from all others, of the other snapshot too. */
  id: string;
  /** The last key on the way to it, of what a reference leads to: `Order`. */
  key: string;
  /** A schema that the description names, for all operations. */
  isNamed: boolean;
  /** What stands there; undefined where a reference leads nowhere that is known. */
  value: unknown;
  path: string;
  /** Counts from 1. */
  line(): number;
  get(key: string): Part | null;
  /** Of a map, in order. */
  entries(): [string, Part][];
  /** Of a list. */
  items(): Part[];
  /** The text, number or truth value at a key, as text. */
  text(key: string): string | null;
}

/** The descriptions of one snapshot, and what they refer to. */
export class Parts {
  private readonly side: string;
  private readonly textOf: (path: string) => string | null;
  private readonly documents = new Map<string, ApiDocument | null>();

  constructor(side: 'base' | 'head', textOf: (path: string) => string | null) {
    this.side = side;
    this.textOf = textOf;
  }

  /** Null for a file that is not there or cannot be read. */
  root(path: string): Part | null {
    const document = this.document(path);
    return document && this.part(document, [], document.root, 0);
  }

  private document(path: string): ApiDocument | null {
    let found = this.documents.get(path);
    if (found === undefined) {
      const text = this.textOf(path);
      found = text === null ? null : readDocument(path, text);
      this.documents.set(path, found);
    }
    return found;
  }

  private part(document: ApiDocument, keys: readonly string[], value: unknown, hops: number): Part {
    const target = isRecord(value) && typeof own(value, '$ref') === 'string' ? String(own(value, '$ref')) : null;
    if (target !== null) return this.referred(document, keys, target, hops);
    const at = (key: string, child: unknown) => this.part(document, [...keys, key], child, 0);
    const get = (key: string) => {
      const child = isRecord(value) ? own(value, key) : undefined;
      return child === undefined || child === null ? null : at(key, child);
    };
    return {
      id: `${this.side} ${document.path}#${keys.join('/')}`,
      key: keys.at(-1) ?? '',
      isNamed: isSchemaName(keys, document.root),
      value,
      path: document.path,
      line: () => document.lineOf(keys),
      get,
      entries: () => (isRecord(value) ? Object.entries(value).map(([key, child]) => [key, at(key, child)]) : []),
      items: () => (Array.isArray(value) ? value.map((child: unknown, index) => at(String(index), child)) : []),
      text: (key) => {
        const child = isRecord(value) ? own(value, key) : undefined;
        return typeof child === 'string' || typeof child === 'number' || typeof child === 'boolean'
          ? String(child)
          : null;
      },
    };
  }

  private referred(from: ApiDocument, keys: readonly string[], target: string, hops: number): Part {
    const [file = '', pointer = ''] = target.split('#', 2);
    const isElsewhere = /^[a-z][\w+.-]*:/i.test(file) || file.startsWith('/');
    const document =
      file === '' ? from : isElsewhere || hops > MOST_HOPS ? null : this.document(joinPath(dirOf(from.path), file));
    const steps = pointer
      .split('/')
      .filter((step) => step !== '')
      .map(unescaped);
    const found = hops > MOST_HOPS ? undefined : steps.reduce(within, document?.root);
    if (document === null || found === undefined) return this.part(from, keys, undefined, 0);
    return this.part(document, steps, found, hops + 1);
  }
}

/** `#/components/schemas/Order`, or `Order` of a file of schemas. */
function isSchemaName(keys: readonly string[], root: unknown): boolean {
  const above = keys.at(-2);
  if (keys.length === 1) return isRecord(root) && !Object.hasOwn(root, 'paths') && !Object.hasOwn(root, 'type');
  return above === 'schemas' || above === 'definitions';
}

function within(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isRecord(value) ? own(value, key) : undefined;
}

function own(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-4, and percent signs, since a reference is a URI. */
function unescaped(step: string): string {
  const plain = step.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
