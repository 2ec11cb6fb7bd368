import type { GoIndex } from '../../go/index/go-index.ts';
import { codeEdges } from '../edges/code-edges.ts';
import type { Before } from '../edges/speaking.ts';
import type { ServiceMap } from '../service-map.ts';
import { withSettings } from '../settings/service-settings.ts';
import type { Manifest } from '../units/deployment.ts';
import { type DeclaredService, servicesOf } from '../units/services.ts';

/**
 * The map of one snapshot.
 *
 * @param before what is known of an earlier snapshot, which changes nothing but the time that it takes
 */
export function mapOf(
  index: GoIndex,
  manifests: readonly Manifest[],
  declared: readonly DeclaredService[],
  before: Before | null = null,
): ServiceMap {
  const services = servicesOf(index, manifests, declared);
  const { edges, peers, serves } = codeEdges(index, withSettings(services, manifests), before);
  return { services: [...services, ...peers].sort((a, b) => (a.name < b.name ? -1 : 1)), edges, serves };
}
