/** A version of Go as far as a tag or a go.mod says it; `patch` null for the newest. */
export interface GoVersion {
  major: number;
  minor: number;
  patch: number | null;
}

/** `1.22` of `1.22-alpine3.20`, `1.25.3` of a go directive; null for what floats further (`1`, `latest`) or is no release. */
export function goVersion(text: string): GoVersion | null {
  const found = /^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?(?:-|$)/.exec(text);
  if (!found || /^[^-]*-?(?:rc|beta)/.test(text)) return null;
  return { major: Number(found[1]), minor: Number(found[2]), patch: found[3] === undefined ? null : Number(found[3]) };
}

/** `than` is newer than what `version` is at best. */
export function isOlder(version: GoVersion, than: GoVersion): boolean {
  if (version.major !== than.major) return version.major < than.major;
  if (version.minor !== than.minor) return version.minor < than.minor;
  return version.patch !== null && than.patch !== null && version.patch < than.patch;
}
