import type { GoIndex } from '../../go/index/go-index.ts';
import { importsOf } from '../../go/index/source-package.ts';
import { rememberedBy } from '../../go/remember.ts';

/** What servers of generators, and middleware that refuses what a description does not allow, are built of. */
const OBEDIENT =
  /^(?:github\.com\/(?:go-openapi\/runtime\/middleware|ogen-go\/ogen|getkin\/kin-openapi\/openapi3filter|oapi-codegen\/[\w-]*middleware|deepmap\/oapi-codegen\/.*middleware|pb33f\/libopenapi-validator|danielgtaylor\/huma|swaggest\/rest)|goa\.design\/goa)(?:\/|$)/;

/** Whether code goes by a description of HTTP. One that only people read refuses nothing. */
export const obeysDescriptions = rememberedBy((index: GoIndex): boolean => {
  for (const file of index.allFiles())
    if (!file.path.endsWith('_test.go') && importsOf(file).some(({ path }) => OBEDIENT.test(path))) return true;
  return false;
});
