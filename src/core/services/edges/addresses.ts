import { FLAG } from '../branches/flags.ts';
import type { EnvironmentVariable, ServiceNode } from '../service-map.ts';
import { SETTING } from '../settings/service-settings.ts';
import { ANYTHING } from './values.ts';

/** Where an address leads: to a node, to a host that the snapshot does not deploy, or nobody knows where. */
export type Destination = { node: string } | { host: string } | null;

/** Finds the nodes behind addresses as one service sees them. */
export class Addresses {
  private readonly hosts = new Map<string, Set<string>>();
  /** Nodes whose program is in the repository. */
  private readonly own = new Set<string>();

  constructor(nodes: readonly ServiceNode[]) {
    for (const { name, hosts, kind } of nodes) {
      if (kind === 'tool') continue;
      if (kind === 'go') this.own.add(name);
      for (const host of new Set([name, ...hosts])) {
        const known = this.hosts.get(host.toLowerCase());
        if (known) known.add(name);
        else this.hosts.set(host.toLowerCase(), new Set([name]));
      }
    }
  }

  /** The first of the texts that leads somewhere, with what the service's environment gives. */
  destination(texts: readonly string[], from: ServiceNode): Destination {
    let outside: Destination = null;
    for (const text of texts.flatMap((one) => filled(one, from)).flatMap(parts)) {
      // What is not known behind the name of a node is the rest of a URL: `http://orders*`.
      const before = /^([a-z][\w+.-]*:\/\/[\w.-]+)\*$/i.exec(text)?.[1];
      const host = hostOf(before ?? text);
      if (host === null) continue;
      const node = this.nodeOf(host, from);
      if (node !== null) return { node };
      if (isPublic(host) && before === undefined) outside ??= { host };
    }
    return outside;
  }

  /** `orders.shop.svc.cluster.local` is `orders`. */
  private nodeOf(host: string, from: ServiceNode): string | null {
    const names = this.hosts.get(host) ?? (isPublic(host) ? undefined : this.hosts.get(host.split('.')[0] ?? ''));
    const others = [...(names ?? [])].filter((name) => name !== from.name);
    if (others.length < 2) return others[0] ?? null;
    // Other manifests may start one service again, from an image that nothing here builds.
    const [program, ...more] = others.filter((name) => this.own.has(name));
    const so = others.find((name) => name === host || name === host.split('.')[0]);
    return so ?? (program !== undefined && more.length === 0 ? program : null);
  }
}

/** Machines that texts name, those left out that everybody calls their own. */
export function machinesIn(texts: readonly string[]): string[] {
  const hosts = texts.flatMap(parts).flatMap((text) => hostOf(text) ?? []);
  return [...new Set(hosts)].filter(
    (host) => !/^(?:localhost|127\.\d.*|0\.0\.0\.0|host\.docker\.internal)$/.test(host),
  );
}

/** What the environment makes of a text; the text as it is where that says nothing of a variable. */
export function filled(text: string, service: ServiceNode): string[] {
  const [whole, name] = /\$\{([^}]+)\}/.exec(text) ?? [];
  if (whole === undefined || name === undefined) return [text];
  const given = givenAs(name, service);
  const values = given.flatMap((one) => (one.name === name && one.value !== null ? [one.value] : []));
  return values.flatMap((value) => filled(text.replace(whole, value.replaceAll('${', '$')), service));
}

/** Where a service is told what a text leaves open. */
function givenAs(
  name: string,
  { environment, settings = [], flags = [] }: ServiceNode,
): readonly EnvironmentVariable[] {
  if (name.startsWith(FLAG)) return flags.map((flag) => ({ ...flag, name: FLAG + flag.name }));
  return name.startsWith(SETTING) ? settings : environment;
}

/** Host of an address: of a URL, `host:port`, or a target of gRPC's resolvers (`dns:///orders:443`). */
export function hostOf(text: string): string | null {
  const rest = text.replace(/^[a-z][\w+.-]*:\/{2,3}(?:[^@/]*@)?/i, '').replace(/^(?:tcp|dns|passthrough):/, '');
  const [host = ''] = rest.split(/[:/?#,\s]/);
  if (!/^[a-z0-9](?:[\w.-]*[a-z0-9])?$/i.test(host) || host.includes(ANYTHING)) return null;
  return /^\d+$/.test(host) ? null : host.toLowerCase();
}

/** Top-level domains under which services that others run are found. */
const DOMAIN =
  /\.(?:com|net|org|io|dev|app|cloud|ai|co|me|info|biz|tech|sh|gg|tv|xyz|online|site|eu|us|uk|de|fr|cn|jp|ru|in|br|id|vn|ca|au|nl|se|ch|it|es|pl|kr|tw|sg|hk)$/;

/** A name of the internet, which no cluster gives. */
export function isPublic(host: string): boolean {
  return DOMAIN.test(host) && !/^example\.|\.example\.\w+$|^(?:www\.)?(?:test|localhost)\./.test(host);
}

/** The host of `host=db user=app`, of `user:password@tcp(db:3306)/shop`, of a list; else the text. */
function parts(text: string): string[] {
  const words = /\bhost=(\S+)/.exec(text)?.[1];
  if (words !== undefined) return [words];
  const mysql = /@(?:tcp|udp)?\(([^)]+)\)/.exec(text)?.[1];
  return mysql === undefined ? text.split(',') : [mysql];
}
