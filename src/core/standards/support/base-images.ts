import { imageReference } from '../../services/manifests/image-reference.ts';

/** Images of systems and toolchains that start as root, by the end of their name. */
const ROOT =
  /(?:^|\/)(?:scratch|alpine|debian|ubuntu|busybox|golang|buildpack-deps|centos|centos_linux|stream\d*|fedora|amazonlinux|rockylinux|almalinux|oraclelinux|photon|archlinux|opensuse|leap|node|python|nginx|ubi\d*|ubi-minimal|ubi-micro|distroless\/(?:static|base|base-nossl|cc)(?:-debian\d+)?)$/;

/** The image of others starts as root: nothing else is known of it where this is false. */
export function startsAsRoot(image: string): boolean {
  if (image === 'scratch') return true;
  const found = imageReference(image);
  if (found === null || /nonroot|rootless|unprivileged/.test(found.tag ?? '')) return false;
  if (/chainguard|bitnami/.test(found.name)) return false;
  return ROOT.test(found.name.replace(/\/ubi\d+\/ubi(?:\d+)?(?:-minimal|-micro|-init)?$/, '/ubi'));
}

/**
 * What `/bin/sh -c` does there: `stays` (dash waits for the command that it starts), `gives way` (busybox and bash
 * become the last command of a list), `missing` (there is no shell), or it is not known.
 */
export function shellIn(image: string): 'stays' | 'gives way' | 'missing' | null {
  if (image === 'scratch') return 'missing';
  const found = imageReference(image);
  if (found === null) return null;
  const { name, tag } = found;
  const system = `${name}:${tag ?? ''}`;
  if (/distroless\//.test(name)) return /debug/.test(system) ? 'gives way' : 'missing';
  if (/alpine|busybox|wolfi|chainguard|centos|fedora|amazonlinux|rockylinux|almalinux|ubi\d*/.test(system))
    return 'gives way';
  return /(?:^|\/)(?:debian|ubuntu|golang|buildpack-deps|node|python)$/.test(name) && !/windows|nanoserver/.test(system)
    ? 'stays'
    : null;
}
