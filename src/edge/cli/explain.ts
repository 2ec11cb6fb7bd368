import { readEnv } from '../../config/env.ts';
import { nearest } from '../../core/config/nearest.ts';
import { InputError } from '../../core/errors.ts';
import { catalogueJson, catalogueMarkdown, explainText } from '../../core/report/explain.ts';
import { CATALOGUE, standardById } from '../../core/standards/registry.ts';
import { EXIT } from './exit.ts';

/** `architect explain ID` */
export function runExplain(id: string): number {
  const standard = standardById(id);
  if (!standard) {
    const meant = nearest(
      id,
      CATALOGUE.map((one) => one.id),
    );
    throw new InputError(
      `no standard is called ${id}${meant ? `; did you mean ${meant}?` : ''} (architect standards lists them)`,
    );
  }
  const { colour, width } = readEnv();
  process.stdout.write(explainText(standard, { colour, width }));
  return EXIT.passed;
}

/** `architect standards` */
export function runStandards(format: 'markdown' | 'json'): number {
  process.stdout.write(format === 'json' ? catalogueJson(CATALOGUE) : catalogueMarkdown(CATALOGUE));
  return EXIT.passed;
}
