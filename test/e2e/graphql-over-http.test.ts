import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { startTestApp } from '../support/index.ts';

/**
 * The audit of the GraphQL over HTTP specification from the GraphQL Foundation's reference library.
 */
let app: Awaited<ReturnType<typeof startTestApp>>;
let url = '';
let key = '';

beforeAll(async () => {
  app = await startTestApp({});
  url = `${app.url}/graphql`;
  key = await app.key('native');
});
afterAll(() => app.stop());

const audits = serverAudits({
  url: () => url,
  // With a key, because an address without one has fewer requests a minute than there are audits.
  fetchFn: (address: string, init: RequestInit = {}) =>
    fetch(address, { ...init, headers: { ...(init.headers as Record<string, string>), 'x-api-key': key } }),
});

describe.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))('%s', (name, audit) => {
  test(/^\S+ (MUST|SHOULD)/.test(name) ? 'holds' : 'is answered', async () => {
    const result = await audit.fn();
    if (result.status === 'error' || (/^\S+ (MUST|SHOULD)/.test(name) && result.status !== 'ok'))
      throw new Error(`${result.status}: ${'reason' in result ? result.reason : ''}`);
    expect(['ok', 'notice', 'warn']).toContain(result.status);
  });
});
