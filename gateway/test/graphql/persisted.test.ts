import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GATEWAY_AUDIENCE, operatorPrincipal, PRINCIPAL_HEADER, signPrincipal } from '@tributary/kit/host';
import { httpGraphPort, temporaryFolder } from '@tributary/kit/testing';
import { apiSdl, persistedDocumentsFile } from '@tributary/schema';
import { http, startTestApp } from '@tributary/test/support';
import { buildSchema } from 'graphql';
import { manifestOf, readClientDocuments } from '../../src/generate/manifest.ts';
import { idOf, readManifest } from '../../src/graphql/index.ts';
import { persistedDocuments } from '../../src/graphql/persisted-documents.ts';
import { dialects } from '../../src/rest/index.ts';

const NAME =
  'query Name {\n  viewer {\n    ...Where\n  }\n}\n\nfragment Where on Viewer {\n  workspace {\n    name\n  }\n}';
const OTHER = '{ viewer { workspace { name } } }';
const OURS = {
  data: { viewer: { workspace: { name: 'ours' } } },
  extensions: { cost: { requested: 2, maximum: 100_000 } },
};
const persisted = (id: unknown, version = 1) => ({ persistedQuery: { version, sha256Hash: id } });

let folder: string;
let manifest: string;

beforeAll(async () => {
  folder = await temporaryFolder('tributary-documents-');
  manifest = join(folder, 'manifest.json');
  await mkdir(join(folder, 'clients/page'), { recursive: true });
  await writeFile(join(folder, 'clients/where.graphql'), 'fragment Where on Viewer { workspace { name } }');
  await writeFile(join(folder, 'clients/page/name.graphql'), 'query Name { viewer { ...Where } }');
  await writeFile(join(folder, 'clients/notes.txt'), 'query {');
  const clients = readClientDocuments(join(folder, 'clients'), buildSchema(apiSdl()));
  await writeFile(manifest, JSON.stringify(manifestOf(clients, dialects)));
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts a gateway in one mode and returns functions that query it. */
async function gateway(mode: string) {
  const settings = { PERSISTED_DOCUMENTS: mode, PERSISTED_DOCUMENTS_FILE: manifest };
  const app = await startTestApp({ settings });
  const key = await app.key('native');
  const post = (body: unknown, headers: Record<string, string> = { 'x-api-key': key }) =>
    http(app.url, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const get = (parameters: Record<string, unknown>) => {
    const texts = Object.entries(parameters).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    return http(app.url, `/graphql?${new URLSearchParams(texts)}`, { key });
  };
  return { app, post, get };
}

function inMode(mode: string, tests: (server: () => Awaited<ReturnType<typeof gateway>>) => void): void {
  describe(`PERSISTED_DOCUMENTS=${mode}`, () => {
    let server: Awaited<ReturnType<typeof gateway>>;
    beforeAll(async () => {
      server = await gateway(mode);
    });
    afterAll(() => server.app.stop());
    tests(() => server);
  });
}

inMode('apq', (server) => {
  test('executes documents of the manifest by id, by POST and GET', async () => {
    const extensions = persisted(idOf(NAME));
    expect((await server().post({ extensions })).json).toEqual(OURS);
    expect((await server().get({ extensions })).json).toEqual(OURS);
  });

  test('requests an unknown document, and registers it', async () => {
    const extensions = persisted(idOf(OTHER));
    const unknown = await server().get({ extensions });
    expect(unknown.status).toBe(200);
    expect(unknown.json.errors).toEqual([
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ]);
    expect((await server().post({ extensions, query: OTHER })).json).toEqual(OURS);
    expect((await server().get({ extensions })).json).toEqual(OURS);
  });

  test('accepts variables with an id', async () => {
    const query = 'query ($yes: Boolean!) { viewer @include(if: $yes) { workspace { name } } }';
    const extensions = persisted(idOf(query));
    await server().post({ extensions, query, variables: { yes: false } });
    expect((await server().get({ extensions, variables: { yes: true } })).json).toEqual(OURS);
  });

  test('rejects an id that differs from that of the document, and does not register it', async () => {
    const extensions = persisted(idOf('{ viewer { key { prefix } } }'));
    const { status, json } = await server().post({ extensions, query: OTHER });
    expect(status).toBe(400);
    expect(json.errors).toEqual([
      { message: 'provided sha does not match query', extensions: { code: 'INVALID_INPUT' } },
    ]);
    expect((await server().post({ extensions })).json.errors[0].message).toBe('PersistedQueryNotFound');
  });

  test('rejects another version of the protocol', async () => {
    const { status, json } = await server().post({ extensions: persisted(idOf(OTHER), 2), query: OTHER });
    expect(status).toBe(400);
    expect(json.errors[0].message).toBe('Unsupported persisted query version');
  });

  test.each([[null], [7], ['__proto__'], [['x']]])('finds nothing by the id %j', async (id) => {
    expect((await server().post({ extensions: persisted(id) })).json.errors[0].extensions.code).toBe(
      'PERSISTED_QUERY_NOT_FOUND',
    );
  });

  test('still executes any document', async () => {
    expect((await server().post({ query: '{ viewer { workspace { __typename } } }' })).status).toBe(200);
  });
});

inMode('only', (server) => {
  test('executes the documents of the manifest, by id and by text', async () => {
    expect((await server().post({ extensions: persisted(idOf(NAME)) })).json).toEqual(OURS);
    expect((await server().get({ extensions: persisted(idOf(NAME)) })).json).toEqual(OURS);
    expect((await server().post({ query: NAME })).json).toEqual(OURS);
    expect((await server().get({ query: NAME })).json).toEqual(OURS);
  });

  const refusal = {
    errors: [
      {
        message: 'Only persisted documents are accepted, and this document is not one of them.',
        extensions: { code: 'QUERY_NOT_IN_SAFELIST' },
      },
    ],
  };
  const refused = ({ status, json }: { status: number; json: unknown }) =>
    expect([status, json]).toEqual([400, refusal]);

  test('rejects every other text before parsing it', async () => {
    refused(await server().post({ query: OTHER }));
    refused(await server().get({ query: OTHER }));
    refused(await server().post({ query: '{ not even' }));
    refused(await server().post({ query: `${NAME} ` }));
    refused(await server().post({ query: '' }));
    refused(await server().post({ query: [NAME] }));
    refused(
      await http(server().app.url, `/graphql?query=${encodeURIComponent(NAME)}&query={viewer{__typename}}`),
    );
  });

  test('accepts no registrations', async () => {
    const extensions = persisted(idOf(OTHER));
    refused(await server().post({ extensions, query: OTHER }));
    expect((await server().post({ extensions })).json.errors[0].message).toBe('PersistedQueryNotFound');
  });

  test.each([[null], [[{ query: OTHER }]], ['text']])('gives a body of %j its usual answer', async (body) => {
    expect((await server().post(body)).status).toBe(400);
  });

  test('executes queries of subgraphs and of REST endpoints', async () => {
    const { app, post } = server();
    const port = httpGraphPort(`${app.url}/graphql`, 'a secret of the test that is long enough');
    expect(await port.ask({ principal: operatorPrincipal(app.workspaceId) }, '{ __typename }')).toEqual({
      __typename: 'Query',
    });
    const posts = await http(app.url, '/api-posts?keyword=x', { key: await app.key('community-tracker') });
    expect(posts.status).toBe(200);
    const forged = await signPrincipal({ internal: true } as never, GATEWAY_AUDIENCE, 'x'.repeat(32));
    expect((await post({ query: OTHER }, { [PRINCIPAL_HEADER]: forged })).status).toBe(401);
  });
});

inMode('off', (server) => {
  test('rejects ids, including those of the manifest', async () => {
    const { json } = await server().post({ extensions: persisted(idOf(NAME)) });
    expect(json.errors).toEqual([
      { message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } },
    ]);
  });

  test('executes texts', async () => {
    expect((await server().post({ query: OTHER })).json).toEqual(OURS);
  });
});

describe('the manifest', () => {
  test('has the operations of the REST endpoints, by the SHA-256 of their texts', () => {
    const known = readManifest(persistedDocumentsFile);
    for (const [id, body] of known) expect(idOf(body)).toBe(id);
    expect([...known.values()].some((body) => body.startsWith('query ListPosts('))).toBe(true);
  });

  test('contains operations of clients with the fragments that they use, from any file', () => {
    expect(readManifest(manifest).get(idOf(NAME))).toBe(NAME);
  });

  test.each([
    ['no JSON', '{', 'JSON'],
    ['another format', '{"format":"other","version":1,"operations":[]}', 'its format is not'],
    [
      'an id that differs from that of its text',
      JSON.stringify({
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [{ id: 'a', name: 'A', type: 'query', body: 'query A { __typename }' }],
      }),
      'the id a is not the SHA-256',
    ],
  ])('with %s is refused', async (_, text, message) => {
    const file = join(folder, 'wrong.json');
    await writeFile(file, text);
    expect(() => readManifest(file)).toThrow(message);
    expect(() => readManifest(file)).toThrow(file);
  });

  test.each([
    ['does not fit the graph', 'query A { nothing }', 'Cannot query field "nothing"'],
    ['has no name', '{ __typename }', 'has no name'],
    ['has the name of another', 'query Same { __typename } query Same { __typename }', 'Same'],
  ])('is not written when an operation %s', async (_, text, message) => {
    const wrong = join(folder, 'wrong');
    await mkdir(wrong, { recursive: true });
    await writeFile(join(wrong, 'a.graphql'), text);
    expect(() => readClientDocuments(wrong, buildSchema(apiSdl()))).toThrow(message);
  });

  test('must not be empty if no other documents are accepted', () => {
    expect(() => persistedDocuments('only', new Map())).toThrow('PERSISTED_DOCUMENTS_FILE');
  });
});

test('at most 1,000 documents are registered', async () => {
  const { queries } = persistedDocuments('apq', new Map([[idOf('kept'), 'kept']]));
  if (!queries) throw new Error('They are on.');
  for (let index = 0; index < 3_000; index++) await queries.cache.set(`apq:${idOf(`${index}`)}`, `${index}`);
  const found = await Promise.all(
    Array.from({ length: 3_000 }, (_, index) => queries.cache.get(`apq:${idOf(`${index}`)}`)),
  );
  expect(found.filter((text) => text !== undefined)).toHaveLength(1_000);
  expect(found[2_999]).toBe('2999');
  expect(await queries.cache.get(`apq:${idOf('kept')}`)).toBe('kept');
});
