/**
 * What one repository offers to others and asks of them, as far as another one may need it to know who is at the other
 * end. Plain data, small, kept by commit.
 */
export interface Contracts {
  services: readonly SiblingService[];
  /** Interfaces of gRPC that a service registers, by full name. */
  serves: readonly (Placed & { name: string })[];
  /** `POST /orders/{id}`, as it is registered. */
  routes: readonly (Placed & { name: string })[];
  /** What leaves the repository, and what of gRPC stays: others may own its contract. */
  exchanges: readonly Leaving[];
  /** Full names of interfaces by what Go code calls them: `example.com/protos/stock.Stock`. */
  names: Readonly<Record<string, string>>;
}

export interface SiblingService {
  name: string;
  /** `other`: not made of Go. */
  kind: 'go' | 'other';
  /** Names under which others address it. */
  hosts: readonly string[];
  /** Where it is deployed, or its program is. */
  path: string;
  line: number;
}

/** Of a service, at a line of its repository. */
export interface Placed {
  service: string;
  path: string;
  line: number;
}

/** A call, a message or a connection whose other end is not in the repository; of gRPC also calls whose end is. */
export interface Leaving extends Placed {
  inside?: true;
  kind: 'http' | 'grpc' | 'publish' | 'consume' | 'database';
  /** As of an edge of the service map; null when only the peer is known. */
  subject: string | null;
  /** Machines that a call's addresses name. */
  hosts: readonly string[];
  /** The setting that an address is read from; what runs the topic, `kafka`; the machine of a database. */
  peer: string;
}

/** A repository beside the one under review. */
export interface Sibling {
  /** `acme/stock` */
  repository: string;
  /** At which it was read; null for a directory as it is. */
  commit: string | null;
  /** Its own configuration lets the architect model see it. */
  forModel: boolean;
  contracts: Contracts;
}

/** One that was not read. */
export interface UnreadSibling {
  repository: string;
  /** A clause: why, and what to do about it. */
  why: string;
}

export interface Siblings {
  read: readonly Sibling[];
  unread: readonly UnreadSibling[];
}

export const NO_SIBLINGS: Siblings = { read: [], unread: [] };
