import type { RepoConfig } from '../../config/repo-config.ts';
import { dataBlock } from '../data-block.ts';

/** What the repository's people say to reviewers, in their trusted configuration. */
export function wishes({ guidelines, model, platform, publicRoutes, shared }: RepoConfig): string {
  const facts = [
    platform.mesh.length > 0 ? `A service mesh does for every call between services: ${platform.mesh.join(', ')}.` : '',
    platform.gateway.length > 0 ? `A gateway does for every request from outside: ${platform.gateway.join(', ')}.` : '',
    publicRoutes === null ? '' : `Routes that need no authentication: ${publicRoutes.join(', ') || 'none'}.`,
    shared.length > 0 ? `Packages that every service may import: ${shared.join(', ')}.` : '',
  ].filter((fact) => fact !== '');
  return [
    model.context === null ? '' : dataBlock('context', { from: 'the team' }, model.context),
    guidelines === null ? '' : dataBlock('guidelines', { from: 'the team' }, guidelines),
    facts.length === 0 ? '' : dataBlock('platform', { from: 'the team' }, facts.join('\n')),
  ]
    .filter((block) => block !== '')
    .join('\n');
}
