/** Maximum lengths of a post's members, from files and from sources, in characters. */
export const LONGEST_TITLE = 1_000;
export const LONGEST_BODY = 40_000;
/** Of an author, a subreddit and the like. */
export const LONGEST_NAME = 200;
/** In bytes: the unique index on a post's identity cannot hold longer values. */
export const LONGEST_URL = 2_048;
