import type { Guard } from '../guards/guard.ts';
import type { EdgeKind } from '../service-map.ts';
import type { Site } from './sites.ts';

/** Something that code does with another process, before it is known with which. */
export interface Exchange {
  kind: EdgeKind;
  /** Null where only the peer is known. */
  subject: string | null;
  state: 'called' | 'wired';
  site: Site;
  /** Full name of the interface that the peer serves, where the protocol has one. */
  serves?: string;
  /** Go package of the generated code that it is asked through. */
  through?: string;
  /** Texts that may be the peer's address; `${NAME}` and `*` as in values.ts. */
  addresses: readonly string[];
  /** Name of the peer where the code has no better: a library's, such as `kafka`. */
  peer?: string;
  /** Of a table: it is written, too. */
  write?: boolean;
  /** The peer is certain although nothing of the snapshot deploys it. */
  outside?: true;
  /** As of an edge. */
  guards?: readonly Guard[];
}

/** What a service offers to others. */
export interface Offer {
  serves: string;
  /** Go package of the generated code that it is served through. */
  through: string;
  site: Site;
}
