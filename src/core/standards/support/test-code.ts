import type { GoFile } from '../../go/file.ts';

const TEST_LIBRARIES =
  /^(?:testing|net\/http\/httptest|github\.com\/(?:stretchr\/testify|onsi\/(?:ginkgo|gomega)|golang\/mock|ory\/dockertest)|go\.uber\.org\/(?:mock|goleak)|github\.com\/testcontainers)(?:\/|$)/;
const TEST_FOLDERS =
  /(?:^|\/)(?:tests?|testing|testenv|[\w-]*testutils?|testhelpers?|httpd?test|e2e|fuzz(?:ing)?|(?:test-?)?mocks?|fakes?|fixtures?)(?:\/|$)/;
const TEST_NAMES =
  /(?:^|\/)(?:mocks?|fakes?|test(?:ing|utils?|helpers?)?)(?:_\w+)?\.go$|_(?:mock|fake|test_?utils?|test_?helpers?)\.go$|[a-z]Test\.go$/;

const KNOWN = new WeakMap<GoFile, boolean>();

/** The file serves tests only, whatever its name: it stands in a test folder or imports a test library. */
export function isTestCode(file: GoFile): boolean {
  let found = KNOWN.get(file);
  if (found === undefined) {
    found = servesTests(file);
    KNOWN.set(file, found);
  }
  return found;
}

function servesTests(file: GoFile): boolean {
  if (file.isTest || TEST_FOLDERS.test(file.dir) || TEST_NAMES.test(file.path)) return true;
  return file.facts.imports.some(({ path }) => TEST_LIBRARIES.test(path));
}

/** The file is in builds with a tag of developers only, such as `pprof` or `devcert`: no release has it. */
export function isDebugBuild(file: GoFile): boolean {
  return /^(?!.*!).*\b\w*(?:dev|debug|pprof|profil|test|insecure|e2e)\w*/i.test(file.facts.build ?? '');
}

/** The file belongs to a tool of the repository's developers: generators, release scripts, samples. */
export function isTooling(file: GoFile): boolean {
  return /(?:^|\/)(?:hack|scripts?|tools?|\.[\w-]+|examples?|docs?|magefiles?|protoc-gen-[\w-]+)(?:\/|$)/.test(
    file.dir,
  );
}
