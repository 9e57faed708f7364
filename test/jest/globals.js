/** What a test file imports from `@jest/globals`: functions that the runner defines globally. */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } = globalThis;
