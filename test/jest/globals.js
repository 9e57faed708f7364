/** What a test file imports from `@jest/globals`: the functions that the runner defines globally. */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } = globalThis;
