import type { MapDiff } from '../diff/diff.ts';
import { notableOf } from '../diff/notable.ts';

/** The map as JSON; `change` says how head differs from base, and is `same` throughout for one snapshot. */
export function mapJson(diff: MapDiff): object {
  const { services, edges } = diff;
  return {
    schema: 1,
    services: services.map(({ name, root, kind, main, arguments: words, hosts, setting, change, evidence }) => ({
      name,
      root,
      kind,
      main,
      arguments: words,
      hosts,
      setting: setting ?? null,
      change,
      evidence,
    })),
    edges: edges.map(({ from, to, kind, state, subject, guards = [], change, evidence }) => ({
      from,
      to,
      kind,
      state,
      subject,
      guards: guards.map(({ kind, value, path, line }) => ({ kind, value, path, line })),
      change,
      path: evidence[0]?.path ?? '',
      line: evidence[0]?.line ?? 1,
      evidence,
    })),
    notable: notableOf(diff).map(({ kind, message, at }) => ({ kind, message, path: at.path, line: at.line })),
  };
}
