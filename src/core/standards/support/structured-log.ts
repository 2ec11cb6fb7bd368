import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import { functionsAround, parameterNodes } from './functions.ts';

/** Structured loggers by import path, with the name that people know them by. */
const LOGGERS = new Map([
  ['log/slog', 'slog'],
  ['go.uber.org/zap', 'zap'],
  ['github.com/rs/zerolog', 'zerolog'],
  ['github.com/rs/zerolog/log', 'zerolog'],
  ['github.com/sirupsen/logrus', 'logrus'],
  ['github.com/go-logr/logr', 'logr'],
  ['sigs.k8s.io/controller-runtime/pkg/log', 'logr'],
  ['github.com/go-kit/log', 'go-kit log'],
  ['github.com/go-kit/log/level', 'go-kit log'],
  ['github.com/go-kratos/kratos/v2/log', 'kratos log'],
]);

const known = new WeakMap<SourcePackage, string | null>();

/** Name of the structured logger that the file's package imports itself, tests aside; null where it has none. */
export function structuredLoggerOf(file: GoFile): string | null {
  const own = file.package;
  if (own === null) return null;
  let found = known.get(own);
  if (found === undefined) {
    const imports = own.files.flatMap(({ path, facts }) => (path.endsWith('_test.go') ? [] : facts.imports));
    found = imports.map(({ path }) => LOGGERS.get(path)).find((name) => name !== undefined) ?? null;
    known.set(own, found);
  }
  return found;
}

/** The file itself imports a structured logger. */
export function logsStructured({ facts }: GoFile): boolean {
  return facts.imports.some(({ path }) => LOGGERS.has(path));
}

const LOGGER_TYPE = /^(?:\w*Logger|Entry|Helper)$/;

/** A function around the node is handed a structured logger. */
export function hasLogger(file: GoFile, node: NodeId): boolean {
  return functionsAround(file, node).some((fn) =>
    parameterNodes(file, fn).some(({ type }) => {
      const found = deref(file.typeAt(type));
      return found.kind === 'named' && LOGGERS.has(found.package) && LOGGER_TYPE.test(found.name);
    }),
  );
}

const redirected = new WeakMap<GoIndex, boolean>();

/** Some code sends what package log writes to another logger, as `slog.SetDefault` does. */
export function isStandardLogRedirected(index: GoIndex): boolean {
  let answer = redirected.get(index);
  if (answer === undefined) {
    answer = [...index.allFiles()].some(
      (file) =>
        !file.path.endsWith('_test.go') &&
        ['SetDefault', 'RedirectStdLog', 'SetOutput'].some((name) => file.mentions?.(name) !== false) &&
        file.facts.functions.some(({ uses }) =>
          uses.some((use) => /\b(?:slog\.SetDefault|RedirectStdLog(?:At)?|log\.SetOutput)$/.test(use)),
        ),
    );
    redirected.set(index, answer);
  }
  return answer;
}
