/**
 * What one Go file says by itself: a function of its text alone, plain data, cached by blob. Types are source text in
 * the file's own words; what a name means is decided when the files of a snapshot are folded into an index.
 */
export interface FileFacts {
  package: string;
  imports: Import[];
  generated: boolean;
  /** Expression of the `//go:build` line, or null. */
  build: string | null;
  /** Why not all of the file could be read; null when it was. */
  partial: string | null;
  functions: FunctionFact[];
  types: TypeFact[];
  values: ValueFact[];
  directives: Directive[];
}

export interface Import {
  /** As written: a name, `.`, `_`, or null. */
  alias: string | null;
  path: string;
  line: number;
}

export interface FunctionFact {
  name: string;
  /** `typeParameters` by the names that the receiver gives them. */
  receiver: { type: string; pointer: boolean; typeParameters?: string[] } | null;
  /** `[T any]` as written, or null. */
  typeParameters: string | null;
  parameters: Parameter[];
  results: Parameter[];
  line: number;
  endLine: number;
  uses: string[];
  /** What it does with its parameters; absent when nothing that matters. */
  effects?: Effects;
  /** What it hands on of the requests that it reads; absent when nothing. */
  handed?: HandedFact[];
  /** Every way through it ends in a panic or the end of the process. */
  aborts?: true;
  /**
   * Present when it makes no error itself: the one that it returns last is nil, one that it was handed, or that of
   * these functions of its package.
   */
  relays?: readonly string[];
  /** Positions of results that some return gives as `nil` beside an error; absent when none does. */
  nils?: readonly number[];
  /** What it says of exchanges with other processes; absent when nothing. */
  wire?: readonly WireFact[];
  /** What it reads of the environment; absent when nothing. */
  environment?: EnvironmentFact;
  /** How long it lets servers finish; absent when it says nothing of that. */
  shutdowns?: readonly ShutdownFact[];
  /** Parts that only some arguments of the program lead to; absent when none. */
  branches?: readonly BranchFact[];
}

/** A part of a declaration that runs for some arguments of the program alone. */
export interface BranchFact {
  line: number;
  endLine: number;
  /** `command`, `module` of a library for such; else what a switch is over, written as in `WireFact`. */
  on: string;
  /** Values that lead there; none for what runs where no other does. */
  names: readonly string[];
  /** Values that lead to the other cases of the same switch; of a module, the modules that it needs. */
  others: readonly string[];
  /** What it refers to, and nothing else of the declaration but other parts. */
  uses: readonly string[];
}

export interface ShutdownFact {
  line: number;
  /** The duration as written. */
  within: string;
  /** The source line, trimmed and cut. */
  text: string;
}

/** Expressions are written as those of `WireFact`. */
export interface EnvironmentFact {
  reads: readonly EnvironmentReadFact[];
  /** What it calls on every way through but those that fail; of functions that may start a program. */
  always: readonly { line: number; of: string }[];
  /** Structs that a library fills by their tags; absent when none. */
  fills?: readonly EnvironmentFillFact[];
}

export interface EnvironmentFillFact {
  line: number;
  /** `env.Parse`. */
  of: string;
  /** Type of what is filled, as written; null where that is not seen. */
  type: string | null;
  /** A text that the library is given. */
  prefix: string;
  /** The name that it is given where no text stands: a constant's, if it is one. */
  prefixName?: string;
  /** As for reads. */
  always?: true;
}

export interface EnvironmentReadFact {
  line: number;
  /** What looks it up: `os.Getenv`, `$r.lookup`. */
  of: string;
  /** The variable: `"PORT"`, `$0`. */
  name: string;
  /**
   * What happens where it is not set: the process ends, an error is returned (`fails`) or kept for later (`noted`),
   * another value takes its place; `unknown` where that is not said nearby.
   */
  absent: 'ends' | 'fails' | 'noted' | 'replaced' | 'unknown';
  /** The source line, trimmed and cut. */
  text: string;
  /** It is read on every way through the function but those that fail. */
  always?: true;
}

/**
 * A call that may leave the process, or that tells where to. Expressions are written so that they can be read outside
 * of the function (services/wire/render.ts).
 */
export interface WireFact {
  line: number;
  /**
   * What is called: `$r.client.Reserve`, `http.NewRequest`. `T{}` for a literal, with `Field:value` as arguments; `=`
   * for what a field or a target is given, `return` for a first result, `sql` for a text in that language.
   */
  call: string;
  args: readonly string[];
  /** The source line, trimmed and cut. */
  text: string;
  /** It stands within a loop. */
  loop?: boolean;
  /** What bounds it, as written: how long its context lasts, the `Timeout` of a literal, what `SetMaxOpenConns` is given. */
  limit?: string;
  /** What runs the function literals that it stands in, the nearest first: `$r.breaker.Execute`, `backoff.Retry`. */
  within?: readonly string[];
}

/** Text read off a request and given to a function as it is: `h.store.Search(ctx, r.FormValue("status"))`. */
export interface HandedFact {
  /** The function, as in the origins of `Effects`: `$r.store.Search`. */
  to: string;
  /** Position among its arguments. */
  position: number;
  /** Where the request is read, and how. */
  line: number;
  text: string;
}

/**
 * By parameter position (`0`, `1`, …; `r` is the receiver), what is done with the value: `.Close()` and `()` calls
 * (of a member: `.Body.Close()`), `=` when it is stored, returned or captured, `>.Body>io.Copy#1` when it (or a member)
 * is passed on as that argument.
 */
export type Effects = Readonly<Record<string, readonly string[]>>;

export interface Parameter {
  /** Empty when unnamed. */
  name: string;
  /** `...T` for a variadic one. */
  type: string;
}

export interface TypeFact {
  name: string;
  typeParameters: string | null;
  /** `struct` and `interface` have members; everything else is the type's text. */
  underlying: string;
  alias: boolean;
  fields: FieldFact[];
  /** Methods of an interface, as function types: `func(ctx context.Context) error`. */
  methods: { name: string; type: string }[];
  /** Embedded types of a struct or interface, as written. */
  embeds: string[];
  /** Tags of embedded types; absent when none has one. */
  embedTags?: readonly string[];
  line: number;
  endLine: number;
  uses: string[];
}

export interface FieldFact {
  name: string;
  type: string;
  tag: string | null;
  /** Present where the tag names a variable of the environment. */
  line?: number;
}

export interface ValueFact {
  name: string;
  constant: boolean;
  /** As written; a constant without type and value repeats those above it. */
  type: string | null;
  /** Initialiser as written, when it is this value's alone and short. */
  value: string | null;
  /**
   * Where no type is written, what the initialiser's type depends on (sketch.ts); `#1` at the end stands for the second
   * of several results.
   */
  sketch: string | null;
  line: number;
  /**
   * What the declaration refers to, unique and sorted: `Name` of the package or universe, `alias.Name` of an import,
   * `.Name` for a field or method of anything else.
   */
  uses: string[];
  /** As for functions. */
  wire?: readonly WireFact[];
  branches?: readonly BranchFact[];
}

/** A comment that asks the reviewer to look away. */
export interface Directive {
  form: 'nolint' | 'architect:ignore';
  /** Catalogue ids; `*` for a bare `//nolint`. */
  ids: string[];
  reason: string | null;
  line: number;
  /** Lines that it speaks of: its own, the next statement's, or the whole declaration below it. */
  from: number;
  to: number;
}
