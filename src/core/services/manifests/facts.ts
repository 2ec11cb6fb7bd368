import type { KubeContainer, SelectsFact, ServicePort, WorkloadFact } from './pod-facts.ts';

/**
 * What one manifest says by itself: a function of its text and of the kind that its path tells, plain data. Values that
 * a template leaves open stand in texts as `⟦expression⟧`; variables of a shell as `$NAME` or `${NAME}`.
 */
export type ManifestFacts =
  | { form: 'dockerfile'; stages: DockerStage[] }
  | { form: 'compose'; services: ComposeService[] }
  | { form: 'kubernetes'; objects: KubeObject[] }
  | { form: 'kustomization'; kustomization: Kustomization }
  | { form: 'chart'; name: string; dependencies: ChartDependency[] }
  /** Leaves by dotted path. */
  | { form: 'values'; values: Record<string, string> }
  /** What a program reads when it starts: leaves by dotted path, as `settingKey` writes it. */
  | { form: 'settings'; values: Record<string, string> }
  /** Named templates of a chart, by name. */
  | { form: 'helpers'; templates: Record<string, string> }
  | { form: 'environment'; variables: EnvironmentFact[] }
  /** What people are told: the names in capitals, which variables have. */
  | { form: 'prose'; names: string[] }
  | { form: 'processes'; processes: ProcessFact[] }
  | { form: 'builds'; builds: BuildFact[] }
  | { form: 'none'; reason: string | null };

/** Where a fact stands. */
export interface FactPlace {
  /** Counts from 1. */
  line: number;
  /** The source line, trimmed. */
  text: string;
  /** In how many blocks of a template it stands that may be left out; absent for none. */
  depth?: number;
}

export interface DockerStage extends FactPlace {
  /** Of the stage; of the last one, the end of the file. */
  endLine: number;
  /** Empty when it has none. */
  name: string;
  /** Image, or the name of another stage. */
  from: string;
  steps: DockerStep[];
}

export type DockerStep = FactPlace &
  (
    | { op: 'workdir'; dir: string }
    /** `from`: stage or image; null for the build context. */
    | { op: 'copy'; from: string | null; sources: string[]; to: string }
    | { op: 'run'; script: string; mounts: string[] }
    | { op: 'arg' | 'env'; name: string; value: string | null }
    /** `shell`: one word, for the shell to read. */
    | { op: 'entrypoint' | 'cmd'; words: string[]; shell: boolean }
    | { op: 'expose'; ports: string[] }
    | { op: 'user'; user: string }
  );

/** A program that is started: the same for containers of every kind of manifest. */
export interface ContainerFact extends FactPlace {
  name: string;
  image: string | null;
  /** Those of the other branches of a template. Absent for none. */
  otherImages?: string[];
  /** Takes the place of the image's ENTRYPOINT; null leaves it. A single word with `shell` is for the shell. */
  command: string[] | null;
  /** Takes the place of the image's CMD; null leaves it. */
  arguments: string[] | null;
  environment: EnvironmentFact[];
  /** Whole sets of variables: names of ConfigMaps, or paths of env files. */
  environmentFrom: { kind: 'configmap' | 'secret' | 'file'; name: string }[];
}

export interface EnvironmentFact extends FactPlace {
  name: string;
  /** Null when it comes from elsewhere (a secret, a field, the caller's environment). */
  value: string | null;
  /** The ConfigMap or Secret that holds it. */
  from?: { kind: 'configmap' | 'secret'; name: string; key: string };
}

export interface ComposeService extends ContainerFact {
  /** Last line of the service. */
  endLine: number;
  /** Where its image is named; null when it is only built. */
  imageAt: FactPlace | null;
  build: { context: string; dockerfile: string | null; target: string | null; args: Record<string, string> } | null;
  workingDir: string | null;
  /** User that it runs as instead of the image's; null leaves it. */
  user: string | null;
  /** As written: `5432:5432`, `8080`. */
  ports: string[];
  /** Bind mounts, host path (relative to the file) and container path. */
  mounts: { source: string; target: string }[];
  dependsOn: string[];
  /** Other names under which it is addressed: hostname, container_name, aliases. */
  aliases: string[];
  /** A service of another file, or of this one, that it builds on. */
  extends: { service: string; file: string | null } | null;
}

export interface KubeObject extends FactPlace {
  kind: string;
  name: string;
  namespace: string | null;
  /** The first and the last line of all of it. */
  from: number;
  to: number;
  /** Labels of the pods that it makes (of itself for a Pod). */
  labels: Record<string, string>;
  /** What a Service selects. */
  selector: Record<string, string>;
  /** Where that is written. */
  selectsAt: FactPlace | null;
  containers: KubeContainer[];
  /** What it says of its pods; null where it makes none. */
  workload: WorkloadFact | null;
  /** Of a Service. */
  ports: ServicePort[];
  /** Of a Service: `ClusterIP`, `LoadBalancer`; null where it is not written. */
  type: string | null;
  /** A Service without an address of its own: its name stands for every pod. */
  headless: boolean;
  /** Of a PodDisruptionBudget: whose pods it keeps. */
  keeps: SelectsFact | null;
  /** Name of the workload whose replicas an autoscaler sets. */
  scales: string | null;
  /** What a ConfigMap holds. */
  data: Record<string, string>;
  /** Services that an Ingress or HTTPRoute leads to. */
  backends: string[];
}

export interface Kustomization {
  /** Files and directories, relative. */
  resources: string[];
  /** Files of patches. */
  patches: string[];
  images: { name: string; newName: string | null }[];
  namePrefix: string;
  nameSuffix: string;
  /** Texts of patches that stand in it. */
  inline: string[];
  /** Labels that it puts on everything, selectors among it or not. */
  labels: Record<string, string>;
  /** Workloads whose number of replicas it sets. */
  replicas: string[];
  /** ConfigMaps that it makes: of literals, of files of variables, of whole files by their keys. */
  configMaps: GeneratedMapFact[];
}

export interface GeneratedMapFact {
  name: string;
  data: Record<string, string>;
  files: string[];
  sources?: { key: string; path: string }[];
  line?: number;
}

export interface ChartDependency {
  name: string;
  alias: string | null;
  repository: string | null;
}

/** A line of a Procfile. */
export interface ProcessFact extends FactPlace {
  name: string;
  command: string;
}

/** An image or a program that something builds: skaffold, ko, goreleaser, a Makefile, a workflow. */
export type BuildFact = FactPlace &
  (
    | { builds: 'image'; image: string; context: string; dockerfile: string | null; target: string | null }
    /** `target`: of a Makefile. */
    | { builds: 'program'; output: string | null; packages: string[]; dir: string; target: string | null }
  );
