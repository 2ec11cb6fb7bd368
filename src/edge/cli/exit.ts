/** Exit codes of the command line. */
export const EXIT = { passed: 0, failed: 1, unusable: 2 } as const;
