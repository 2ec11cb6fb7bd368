/** Nobody's contract: for examples and tests, or a copy of somebody else's. */
const NOBODYS =
  /(?:^|\/)(?:examples?|(?:[a-z\d]+[-_])?tests?|testing|test-?(?:utils?|fixtures?|data)|fixtures?|mocks?|e2e|github\.com|node_modules)\//;

/** Whether nobody depends on a contract at this path. */
export function isNobodys(path: string): boolean {
  return NOBODYS.test(path);
}
