import { goreleaserBuilds, skaffoldBuilds } from './builders.ts';
import { readChart, readValues } from './chart.ts';
import { composeServices, isCompose } from './compose.ts';
import { placesIn } from './container.ts';
import { readDockerfile } from './dockerfile.ts';
import { environmentFile, procfile } from './environment-file.ts';
import type { BuildFact, ManifestFacts } from './facts.ts';
import type { ManifestKind } from './kind.ts';
import { kubeObjects } from './kubernetes.ts';
import { isKustomization, readKustomization } from './kustomize.ts';
import { makefileBuilds } from './makefile.ts';
import { readSettings } from './settings.ts';
import { namedTemplates, openTemplate } from './template.ts';
import { writtenIn } from './written.ts';
import { MOST_MANIFEST, viewYaml, type YamlView } from './yaml-view.ts';

const NOTHING: ManifestFacts = { form: 'none', reason: null };

/** Reads a manifest of any origin: never throws. What cannot be read has a reason. */
export function readManifest(kind: ManifestKind, text: string): ManifestFacts {
  if (text.length > MOST_MANIFEST) return { form: 'none', reason: 'larger than 512 KB' };
  switch (kind) {
    case 'dockerfile':
      return readDockerfile(text);
    case 'environment':
      return { form: 'environment', variables: environmentFile(text) };
    case 'procfile':
      return { form: 'processes', processes: procfile(text) };
    case 'helpers':
      return { form: 'helpers', templates: namedTemplates(text) };
    case 'prose':
      return {
        form: 'prose',
        names: [...new Set(text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\b(?:PORT|HOST|DSN|TOKEN)\b/g) ?? [])],
      };
    case 'makefile':
      return builds(makefileBuilds(text));
    case 'template':
      return deploys(text) ? readYaml(kind, openTemplate(text), text) : NOTHING;
    case 'settings':
      return deploys(text) ? readYaml('yaml', text) : readSettings(text);
    case 'yaml':
      return deploys(text) ? readYaml(kind, text) : NOTHING;
    default:
      return readYaml(kind, text);
  }
}

/** A first look, before the parser's. */
function deploys(text: string): boolean {
  return /^\s*["']?(?:kind|services|resources|bases|artifacts)["']?:/m.test(text);
}

/** @param written what the lines of facts are quoted from */
function readYaml(kind: ManifestKind, text: string, written = text): ManifestFacts {
  const documents = viewYaml(text, { lenient: kind === 'template' });
  if (documents === null) return { form: 'none', reason: 'not YAML that can be read' };
  const [first] = documents;
  if (!first) return NOTHING;
  const place = placesIn(written);
  if (kind === 'chart') return readChart(first);
  if (kind === 'values') return readValues(first);
  if (kind === 'goreleaser') return builds(goreleaserBuilds(first, place));
  if (first.get('apiVersion')?.text?.startsWith('skaffold/'))
    return builds(documents.flatMap((document) => skaffoldBuilds(document, place)));
  if (isCompose(first)) return { form: 'compose', services: composeServices(first, place) };
  if (isKustomizationFile(first)) return { form: 'kustomization', kustomization: readKustomization(first) };
  const lines = writtenIn(written, kind === 'template' ? text : null);
  const objects = documents.flatMap((document) => kubeObjects(document, lines));
  return objects.length > 0 ? { form: 'kubernetes', objects } : NOTHING;
}

function isKustomizationFile(document: YamlView): boolean {
  const version = document.get('apiVersion')?.text;
  return (version == null || version.startsWith('kustomize.')) && isKustomization(document);
}

function builds(found: BuildFact[]): ManifestFacts {
  return found.length > 0 ? { form: 'builds', builds: found } : NOTHING;
}
