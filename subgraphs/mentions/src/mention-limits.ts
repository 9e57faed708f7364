/** Maximum lengths of what is stored of a mention, in UTF-16 units. */
export const LONGEST_TITLE = 1_000;
export const LONGEST_TEXT = 40_000;
export const LONGEST_COMMENT = 10_000;
export const LONGEST_URL = 2_048;
/** Well below PostgreSQL's limit of 2,700 bytes per index entry, in any script. */
export const LONGEST_ID = 500;
