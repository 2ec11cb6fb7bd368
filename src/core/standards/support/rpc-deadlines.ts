import type { FileFacts } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { importsOf, type PackageFile } from '../../go/index/source-package.ts';
import { rememberedBy } from '../../go/remember.ts';

/** Libraries whose clients give every call a deadline, and interceptors that do. */
const BOUNDING =
  /^github\.com\/(?:go-kratos\/kratos(?:\/v\d+)?\/transport\/grpc|zeromicro\/go-zero\/zrpc|grpc-ecosystem\/go-grpc-middleware\/v2\/interceptors\/timeout)$/;
/** Middleware of HTTP libraries that gives every request one. */
const LIMITING =
  /^github\.com\/(?:go-chi\/chi(?:\/v\d+)?\/middleware|labstack\/echo\/v\d+\/middleware|gin-contrib\/timeout|vearne\/gin-timeout)$/;

/** Something in the repository gives every outgoing RPC, or every request that leads to one, a deadline. */
export const rpcsAreBounded = rememberedBy((index: GoIndex) => {
  const grpc = index.importers('google.golang.org/grpc');
  const found =
    grpc.some(({ facts }) => hasBoundingInterceptor(facts) || hasTimeoutInServiceConfig(facts)) ||
    [...index.allFiles()].some(
      (file) => !file.path.endsWith('_test.go') && importsOf(file).some((spec) => bounds(file, spec.path)),
    );
  return { found };
});

function hasBoundingInterceptor({ functions }: FileFacts): boolean {
  return functions.some(
    ({ parameters, uses }) =>
      (parameters.some(({ type }) => type.endsWith('.UnaryInvoker')) ||
        uses.some((use) => /\.UnaryInvoker$/.test(use))) &&
      uses.some((use) => /\.With(?:Timeout|Deadline)$/.test(use)),
  );
}

/** `grpc.WithDefaultServiceConfig(config)`: what it says may be a timeout for every method. */
function hasTimeoutInServiceConfig({ functions, values }: FileFacts): boolean {
  return (
    functions.some(({ uses }) => uses.some((use) => use.endsWith('.WithDefaultServiceConfig'))) &&
    ([...functions, ...values].some(({ wire = [] }) => wire.some(({ text }) => /timeout/i.test(text))) ||
      values.some(({ value }) => value !== null && /"timeout"/.test(value)))
  );
}

/** Names of methods that stand in for a stub's and give each call a deadline: `Issue(ctx, in, opts ...grpc.CallOption)`. */
export const boundedByWrapper = rememberedBy((index: GoIndex) => {
  const functions = index.importers('google.golang.org/grpc').flatMap(({ facts }) => facts.functions);
  const wrappers = functions.filter(
    ({ parameters, uses }) =>
      parameters.at(-1)?.type.endsWith('.CallOption') && uses.some((use) => /\.With(?:Timeout|Deadline)$/.test(use)),
  );
  return new Set(wrappers.map(({ name }) => name));
});

function bounds(file: PackageFile, path: string): boolean {
  if (BOUNDING.test(path)) return true;
  return (
    LIMITING.test(path) &&
    file.facts.functions.some(({ uses }) => uses.some((use) => /\.(?:\w*Timeout(?:With\w+)?|New)$/.test(use)))
  );
}
