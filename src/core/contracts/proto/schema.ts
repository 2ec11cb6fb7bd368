/** A .proto file as others depend on it. Names are full, without a leading dot; lines count from 1. */
export interface ProtoFile {
  path: string;
  /** `proto2`, `proto3`, or an edition such as `2023`. */
  syntax: string;
  package: string;
  packageLine: number;
  /** File options that generated code depends on, such as `go_package`. */
  options: ReadonlyMap<string, { value: string; line: number }>;
  messages: readonly Message[];
  enums: readonly Enum[];
  services: readonly Service[];
}

export interface Extent {
  line: number;
  endLine: number;
}

export interface Message extends Extent {
  name: string;
  fields: readonly Field[];
  oneofs: readonly (Extent & { name: string })[];
  reserved: Reserved;
  /** Of `extensions`. */
  extensions: readonly Range[];
}

export interface Field {
  name: string;
  number: number;
  /** As written, without a leading dot; `map<string, Money>` for a map. */
  type: string;
  label: 'required' | 'optional' | 'repeated' | null;
  oneof: string | null;
  /** `[json_name = "…"]`, `[default = …]` and others, as written. */
  options: ReadonlyMap<string, string>;
  line: number;
}

export interface Enum extends Extent {
  name: string;
  values: readonly { name: string; number: number; line: number }[];
  reserved: Reserved;
}

export interface Service extends Extent {
  name: string;
  methods: readonly Method[];
}

export interface Method {
  name: string;
  request: string;
  response: string;
  streamsRequest: boolean;
  streamsResponse: boolean;
  options: ReadonlyMap<string, string>;
  line: number;
}

export interface Reserved {
  numbers: readonly Range[];
  names: ReadonlySet<string>;
}

/** First and last number, both included. */
export type Range = readonly [number, number];

export function includes(ranges: readonly Range[], number: number): boolean {
  return ranges.some(([from, to]) => number >= from && number <= to);
}
