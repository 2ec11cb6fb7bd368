/** Characters of a comment or review. */
export const COMMENT_CHARACTERS = 65_536;
/** Characters of a check run's summary, and of its text. */
export const CHECK_CHARACTERS = 65_535;
/** Annotations a request. */
export const ANNOTATIONS = 50;
/** Actions a check run. */
export const ACTIONS = 3;
