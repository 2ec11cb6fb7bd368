import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { importsOf } from '../../go/index/source-package.ts';
import { deref, type Type } from '../../go/types/type.ts';

/** Names of functions, methods and errors that say whether a value is fit. */
export const VALIDATES =
  /valid|verif|check|ensure|sanit|normali[sz]e|assert|guard|require|InvalidArgument|BadRequest|Err\w*(?:Empty|Missing|Range|Negative|Exceed|Too[A-Z]|Format|Input|Param)/i;

/** Makers of handlers that check requests against a schema before any of the repository's code sees them. */
const SCHEMAS =
  /^github\.com\/(?:oapi-codegen|deepmap\/oapi-codegen|getkin\/kin-openapi|ogen-go|danielgtaylor\/huma|go-openapi|swaggest|go-swagger)(?:\/|$)|protovalidate/;

const checking = new WeakMap<GoIndex, boolean>();

/** Something of the repository checks requests against a schema. */
export function importsValidator(index: GoIndex): boolean {
  let known = checking.get(index);
  if (known === undefined) {
    known = [...index.allFiles()].some(
      (file) => !file.path.endsWith('_test.go') && importsOf(file).some((spec) => SCHEMAS.test(spec.path)),
    );
    checking.set(index, known);
  }
  return known;
}

/** The struct says what its values may be: tags for a validator, a method that judges them, or its own decoding. */
export function isValidated({ index }: GoFile, type: Type): boolean {
  const base = deref(type);
  if (base.kind !== 'named') return true;
  const own = index.sourcePackage(base.package);
  const fact = own?.typeFact(base.name);
  if (!own || !fact || fact.underlying !== 'struct') return true;
  if (fact.fields.some(({ tag }) => tag !== null && /\b(?:validate|binding|valid|v)\s*:/.test(tag))) return true;
  return own.files.some(({ facts }) =>
    facts.functions.some(
      ({ receiver, name }) =>
        receiver?.type === base.name && (VALIDATES.test(name) || /^(?:Unmarshal|Bind)/.test(name)),
    ),
  );
}
