import type { ContainerFact, FactPlace } from './facts.ts';

/** One setting as written; open where a template leaves it open, or is to put in a whole block. */
export interface Setting extends FactPlace {
  value: string;
}

/** What makes pods: a Deployment, a Job, a Pod itself. */
export interface WorkloadFact {
  replicas: Setting | null;
  /** What the workload takes for its own pods; the place is that of `selector`. Null where none is written. */
  selects: SelectsFact | null;
  /** Seconds; Kubernetes' own default is 30. */
  grace: Setting | null;
  security: SecurityFact;
  /** `hostNetwork`, `hostPID`, `hostIPC`, where written. */
  host: { name: string; setting: Setting }[];
  /** Paths of the node that volumes lead to. */
  hostPaths: Setting[];
  init: KubeContainer[];
  /** A template may add settings that are not seen here. */
  open: boolean;
}

export interface SelectsFact extends FactPlace {
  labels: Record<string, string>;
  /** Expressions or blocks of a template select, too. */
  more: boolean;
}

export interface KubeContainer extends ContainerFact {
  /** The first and the last line of all of it. */
  from: number;
  to: number;
  /** Its first line. */
  start: FactPlace;
  ports: PortFact[];
  readiness: ProbeFact | null;
  liveness: ProbeFact | null;
  startup: ProbeFact | null;
  requests: ResourceFact | null;
  limits: ResourceFact | null;
  security: SecurityFact;
  /** ConfigMaps that are mounted as files, with the keys that are; null for all. Absent for none. */
  files?: { map: string; keys: string[] | null }[];
  /** Seconds that its preStop hook waits; null without one, or where that is not known. */
  preStop: number | null;
  /** `imagePullPolicy: Never`: somebody put the image on the node. Absent otherwise. */
  byHand?: true;
  /** A template may add settings that are not seen here. */
  open: boolean;
}

export interface PortFact extends FactPlace {
  name: string | null;
  port: string;
}

export interface ProbeFact extends FactPlace {
  /** Null where a template leaves it open. */
  handler: 'http' | 'tcp' | 'grpc' | 'exec' | null;
  /** Of the first three; a number, or the name of a port of the container. */
  port: string | null;
  /** Of `http`. */
  route: string | null;
  /** Words of `exec`. */
  command: string[];
  /** All of the handler as one text, to be compared. */
  handles: string;
  /** By name, as written: `periodSeconds`. */
  settings: Record<string, string>;
}

/** Quantities by name; a block that a template puts in has `open`. */
export interface ResourceFact extends FactPlace {
  quantities: Record<string, string>;
  open: boolean;
}

/** securityContext of a pod or a container. */
export interface SecurityFact {
  /** By name: `privileged`, `runAsUser`. */
  settings: Record<string, Setting>;
  /** Capabilities that it adds, each where it stands. */
  adds: Setting[];
  drops: string[];
  open: boolean;
}

/** A port of a Service. */
export interface ServicePort extends FactPlace {
  name: string | null;
  port: string;
  /** A number or the name of a container's port; the Service's own where none is written. */
  target: string;
}
