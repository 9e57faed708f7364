import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { http, startTestApp, type TestApp } from '@tributary/test/support';

const INTROSPECTION = '{ __schema { queryType { name } } }';
const SDL = ['/schema/supergraph.graphql', '/schema/api.graphql'];

let app: TestApp;
const introspect = (key: string) => app.graphql(INTROSPECTION, {}, key);

describe.each(['open', 'key', 'off'])('INTROSPECTION=%s', (mode) => {
  let key: string;
  beforeAll(async () => {
    app = await startTestApp({ settings: { INTROSPECTION: mode } });
    key = await app.key('native');
  });
  afterAll(() => app.stop());

  test(`${mode === 'open' ? 'shows' : 'does not show'} the schema to anyone`, async () => {
    const { data, errors } = await introspect('');
    if (mode === 'open') expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } });
    else expect([data ?? null, errors]).toEqual([null, [expect.anything()]]);
    if (mode === 'key') expect(errors![0]!.extensions['code']).toBe('UNAUTHENTICATED');
  });

  test(`${mode === 'off' ? 'does not show' : 'shows'} the schema to those with a key`, async () => {
    const { data } = await introspect(key);
    expect(data?.__schema.queryType.name).toBe(mode === 'off' ? undefined : 'Query');
  });

  test('is the same for a document that others have executed', async () => {
    const query = `${INTROSPECTION} # by several callers`;
    for (const caller of [key, key, '', key, '']) {
      const { data } = await app.graphql(query, {}, caller);
      const isShown = mode === 'open' || (mode === 'key' && caller === key);
      expect(data?.__schema.queryType.name).toBe(isShown ? 'Query' : undefined);
    }
  });

  test('does not hide __schema behind a fragment or an alias', async () => {
    const query = 'fragment F on Query { hidden: __schema { queryType { name } } } { ...F }';
    const { data } = await app.graphql(query, {}, '');
    expect(data?.hidden?.queryType.name).toBe(mode === 'open' ? 'Query' : undefined);
  });

  test('leaves __typename available to everyone', async () => {
    expect((await app.graphql('{ __typename }', {}, '')).data).toEqual({ __typename: 'Query' });
  });

  test.each(SDL)(`answers %s accordingly`, async (path) => {
    const { status, text } = await http(app.url, path);
    expect(status).toBe({ open: 200, key: 401, off: 404 }[mode]);
    expect(text.includes('communityPosts')).toBe(mode === 'open');
    const known = await http(app.url, path, { key });
    expect(known.status).toBe(mode === 'off' ? 404 : 200);
    expect((await http(app.url, path, { key: 'wrong' })).status).toBe(status);
  });

  test('leaves the OpenAPI documents public', async () => {
    const { status, json } = await http(app.url, '/schema/openapi/community-tracker.json');
    expect(status).toBe(200);
    expect(json).toMatchObject({ openapi: '3.1.0', paths: { '/api-posts': { get: {} } } });
  });
});
