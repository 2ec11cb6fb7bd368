import type { RepoRef } from '../core/intents/intent.ts';
import type { ReportContext } from '../core/report/index.ts';
import { standardById } from '../core/standards/registry.ts';
import type { Outcome } from './ports.ts';
import type { Service } from './service.ts';

/** What the renderers need for a commit on GitHub. */
export function reportContext(
  service: Service,
  repo: RepoRef,
  head: string,
  { review, sources }: Outcome,
): ReportContext {
  const web = service.webUrl(repo);
  const siblings = new Map(review.siblings?.map(({ repository, commit }) => [repository, commit]));
  const escaped = (path: string) => path.split('/').map(encodeURIComponent).join('/');
  return {
    standard: standardById,
    lines: (path) => sources.get(path)?.split('\n') ?? null,
    tool: service.tool,
    colour: false,
    width: 100,
    placeUrl: (path, line) => {
      const [, sibling = '', rest = ''] = /^([^/:]+\/[^/:]+):(.*)$/s.exec(path) ?? [];
      const commit = siblings.get(sibling);
      if (!commit) return `${web}/blob/${head}/${escaped(path)}#L${line}`;
      const [owner = '', name = ''] = sibling.split('/');
      return `${service.webUrl({ ...repo, owner, name })}/blob/${commit}/${escaped(rest)}#L${line}`;
    },
  };
}
