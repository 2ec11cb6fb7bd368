import { Addresses, isPublic } from '../edges/addresses.ts';
import { calledAfter } from '../edges/called-after.ts';
import type { EdgeKind, ServiceNode } from '../service-map.ts';
import { tellingWords } from '../units/names.ts';
import { answers, interfaceOf } from './ends.ts';

/** A service as calls from elsewhere find it. */
export interface Peer {
  /** As the map names it. */
  node: string;
  /** As its own repository does. */
  service: string;
  kind: 'go' | 'other';
  hosts: readonly string[];
  /** Interfaces that it registers, by full name. */
  serves: ReadonlySet<string>;
  routes: readonly string[];
}

/** A call whose other end its own repository does not know. */
export interface Call {
  kind: EdgeKind;
  subject: string | null;
  hosts: readonly string[];
  /** The setting that its address is read from. */
  peer: string;
}

/** The services of several repositories, or of one, for callers that are not among them. */
export class Peers {
  private readonly all: readonly Peer[];
  private readonly addresses: Addresses;

  constructor(all: readonly Peer[]) {
    this.all = all;
    this.addresses = new Addresses(all.map(({ node, service, hosts }) => addressed(node, [service, ...hosts])));
  }

  /** The node that answers a call; null where none does, or more than one may. */
  answering({ kind, subject, hosts, peer }: Call, full: (name: string) => string): string | null {
    const named = this.named(hosts, subject);
    if (kind === 'http') return (named ?? this.calledSo(peer, subject))?.node ?? null;
    if (kind !== 'grpc' || subject === null) return null;
    const asked = full(interfaceOf(subject).name);
    const [only, ...more] = this.all.filter(({ serves }) => serves.has(asked));
    if (only && more.length === 0) return only.node;
    // Of several that serve it the address tells; of what is not made of Go nobody knows what it serves.
    return named && (only ? named.serves.has(asked) : named.kind === 'other') ? named.node : null;
  }

  /** Who has the machines' names, all of them but those of the internet. */
  private named(hosts: readonly string[], subject: string | null): Peer | null {
    const found = new Set<string | null>();
    for (const host of hosts) {
      const led = this.addresses.destination([host], NOBODY);
      if (led && 'node' in led) found.add(led.node);
      else if (!isPublic(host)) found.add(null);
    }
    const [name] = found;
    const peer = found.size === 1 ? this.all.find(({ node }) => node === name) : undefined;
    return peer && (hosts.some(isTelling) || doesAnswer(peer, subject)) ? peer : null;
  }

  /** `orders` for what `ORDERS_URL` is to lead to, where it answers the very request. */
  private calledSo(variable: string, request: string | null): Peer | null {
    if (!/^\w+$/.test(variable)) return null;
    const services = this.all.map(({ service }) => addressed(service, []));
    const found = calledAfter([`\${${variable}}`], NOBODY, services);
    const [only, ...more] = this.all.filter(({ service }) => service === found);
    return only && more.length === 0 && doesAnswer(only, request) ? only : null;
  }
}

/** Names that machines have in every team's cluster. */
const COMMON = /^(?:api|app|web|www|backend|frontend|front-end|gateway|proxy|ui|client|worker|main|core|public)$/;

function isTelling(host: string): boolean {
  const [name = ''] = host.split('.');
  return !COMMON.test(name) && tellingWords(name).length > 0;
}

function doesAnswer({ routes }: Peer, request: string | null): boolean {
  return request !== null && /\/\w/.test(request) && routes.some((route) => answers(route, request));
}

function addressed(name: string, hosts: readonly string[]): ServiceNode {
  return { name, root: '', kind: 'other', main: null, arguments: [], hosts, environment: [], evidence: [] };
}

const NOBODY = addressed('', []);
