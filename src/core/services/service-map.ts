import type { Evidence } from '../findings/finding.ts';
import type { Guard } from './guards/guard.ts';

/** The services of one snapshot and what they exchange: a fold over facts of code and of manifests. */
export interface ServiceMap {
  /** By name. */
  services: readonly ServiceNode[];
  edges: readonly ServiceEdge[];
  /** Interfaces that services register, by full name: also those that nobody here calls. */
  serves?: readonly Served[];
}

export interface Served {
  /** Name of the node. */
  service: string;
  /** `shop.v1.Stock` */
  name: string;
  path: string;
  line: number;
}

/** A deployed unit: what runs, not what is compiled. */
export interface ServiceNode {
  /** Unique in the map. */
  name: string;
  /** Directory that holds its main package (or its manifest, where no Go runs). */
  root: string;
  /**
   * `tool`: a main that nothing deploys. `external`: named by code or manifests, not in the repository. `sibling`: of a
   * repository that configuration names, as `acme/stock: stock`; its places are `acme/stock:cmd/stock/main.go`.
   */
  kind: 'go' | 'other' | 'tool' | 'external' | 'store' | 'broker' | 'sibling';
  /** Directory of its main package; null where it is no Go of this repository. */
  main: string | null;
  /** Arguments that choose a branch of the main, such as the `server` of `app server`. */
  arguments: readonly string[];
  /** Names under which others address it, its own among them. */
  hosts: readonly string[];
  /** What its manifests set. Where they differ, a variable is there once for each value. */
  environment: readonly EnvironmentVariable[];
  /** Flags that its manifests start it with, by name. Where they differ, a flag is there once for each value. */
  flags?: readonly EnvironmentVariable[];
  /** What files of settings say that are mounted, or lie beside its program; named `config:` and the key. */
  settings?: readonly EnvironmentVariable[];
  /** What a store or broker is, where that is known: `postgres`. */
  product?: string;
  /** Of one that nothing tells but where one service reads its address. No other service is known to use it. */
  setting?: AddressSetting;
  /** Ports of the developer's machine under which compose publishes it. */
  published?: readonly string[];
  /** Where it is deployed, or why it is thought a service. */
  evidence: readonly Evidence[];
}

export interface EnvironmentVariable extends Evidence {
  name: string;
  /** Null where it is not in the manifests: a secret, a field of the pod, the caller's own. */
  value: string | null;
  /** The Secret of Kubernetes that holds it. */
  secret?: { name: string; key: string };
}

/** Where a service reads an address that is in no file. */
export interface AddressSetting {
  from: 'environment' | 'flag' | 'file';
  /** `DATABASE_URL`; of a file its key, `data.redis.addr`. */
  name: string;
  /** The Secret of Kubernetes that holds it. */
  secret?: { name: string; key: string };
}

export type EdgeKind = 'http' | 'grpc' | 'publish' | 'consume' | 'table' | 'database' | 'cache' | 'external';

/**
 * `called`: a call that the service reaches. `addressed`: such a call whose other end is known by what it is and by the
 * setting that says where, and by nothing else. `wired`: constructed only. `unresolved`: the other end is not known.
 */
export type EdgeState = 'called' | 'addressed' | 'wired' | 'unresolved';

export interface ServiceEdge {
  /** Names of nodes. */
  from: string;
  to: string;
  kind: EdgeKind;
  state: EdgeState;
  /** What is exchanged: `/shop.v1.Stock/Reserve`, `POST /orders`, a topic, a table; null when only the peer is known. */
  subject: string | null;
  /** Of a table: `write` when any statement writes it. */
  access?: 'read' | 'write';
  /** What every call of it has that the code proves, one of each kind; absent when nothing. */
  guards?: readonly Guard[];
  /** Machines that its addresses name, where it leaves the repository. */
  hosts?: readonly string[];
  /** How the conclusion was reached, the call first. */
  evidence: readonly Evidence[];
}
