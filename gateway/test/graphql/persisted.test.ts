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

function inMode(mode: string, tests: (door: () => Awaited<ReturnType<typeof gateway>>) => void): void {
  describe(`PERSISTED_DOCUMENTS=${mode}`, () => {
    let door: Awaited<ReturnType<typeof gateway>>;
    beforeAll(async () => {
      door = await gateway(mode);
    });
    afterAll(() => door.app.stop());
    tests(() => door);
  });
}

inMode('apq', (door) => {
  test('knows the documents of the manifest by their ids, by POST and by GET', async () => {
    const extensions = persisted(idOf(NAME));
    expect((await door().post({ extensions })).json).toEqual(OURS);
    expect((await door().get({ extensions })).json).toEqual(OURS);
  });

  test('asks for a document that it does not know, and knows it from then on', async () => {
    const extensions = persisted(idOf(OTHER));
    const unknown = await door().get({ extensions });
    expect(unknown.status).toBe(200);
    expect(unknown.json.errors).toEqual([
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ]);
    expect((await door().post({ extensions, query: OTHER })).json).toEqual(OURS);
    expect((await door().get({ extensions })).json).toEqual(OURS);
  });

  test('takes variables with an id', async () => {
    const query = 'query ($yes: Boolean!) { viewer @include(if: $yes) { workspace { name } } }';
    const extensions = persisted(idOf(query));
    await door().post({ extensions, query, variables: { yes: false } });
    expect((await door().get({ extensions, variables: { yes: true } })).json).toEqual(OURS);
  });

  test('refuses an id that is not that of the document, and does not keep it', async () => {
    const extensions = persisted(idOf('{ viewer { key { prefix } } }'));
    const { status, json } = await door().post({ extensions, query: OTHER });
    expect(status).toBe(400);
    expect(json.errors).toEqual([
      { message: 'provided sha does not match query', extensions: { code: 'INVALID_INPUT' } },
    ]);
    expect((await door().post({ extensions })).json.errors[0].message).toBe('PersistedQueryNotFound');
  });

  test('refuses another version of the protocol', async () => {
    const { status, json } = await door().post({ extensions: persisted(idOf(OTHER), 2), query: OTHER });
    expect(status).toBe(400);
    expect(json.errors[0].message).toBe('Unsupported persisted query version');
  });

  test.each([[null], [7], ['__proto__'], [['x']]])('finds nothing by the id %j', async (id) => {
    expect((await door().post({ extensions: persisted(id) })).json.errors[0].extensions.code).toBe(
      'PERSISTED_QUERY_NOT_FOUND',
    );
  });

  test('still answers any document', async () => {
    expect((await door().post({ query: '{ viewer { workspace { __typename } } }' })).status).toBe(200);
  });
});

inMode('only', (door) => {
  test('answers the documents of the manifest, by id and by text', async () => {
    expect((await door().post({ extensions: persisted(idOf(NAME)) })).json).toEqual(OURS);
    expect((await door().get({ extensions: persisted(idOf(NAME)) })).json).toEqual(OURS);
    expect((await door().post({ query: NAME })).json).toEqual(OURS);
    expect((await door().get({ query: NAME })).json).toEqual(OURS);
  });

  const refusal = {
    errors: [
      {
        message: 'Only persisted documents are answered here, and this is none of them.',
        extensions: { code: 'QUERY_NOT_IN_SAFELIST' },
      },
    ],
  };
  const refused = ({ status, json }: { status: number; json: unknown }) =>
    expect([status, json]).toEqual([400, refusal]);

  test('refuses every other text before it is read', async () => {
    refused(await door().post({ query: OTHER }));
    refused(await door().get({ query: OTHER }));
    refused(await door().post({ query: '{ not even' }));
    refused(await door().post({ query: `${NAME} ` }));
    refused(await door().post({ query: '' }));
    refused(await door().post({ query: [NAME] }));
    refused(
      await http(door().app.url, `/graphql?query=${encodeURIComponent(NAME)}&query={viewer{__typename}}`),
    );
  });

  test('takes no registrations', async () => {
    const extensions = persisted(idOf(OTHER));
    refused(await door().post({ extensions, query: OTHER }));
    expect((await door().post({ extensions })).json.errors[0].message).toBe('PersistedQueryNotFound');
  });

  test.each([[null], [[{ query: OTHER }]], ['text']])('gives a body of %j its usual answer', async (body) => {
    expect((await door().post(body)).status).toBe(400);
  });

  test('answers a subgraph that asks its neighbours, and the REST doors', async () => {
    const { app, post } = door();
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

inMode('off', (door) => {
  test('refuses ids, also those of the manifest', async () => {
    const { json } = await door().post({ extensions: persisted(idOf(NAME)) });
    expect(json.errors).toEqual([
      { message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } },
    ]);
  });

  test('answers texts', async () => {
    expect((await door().post({ query: OTHER })).json).toEqual(OURS);
  });
});

describe('the manifest', () => {
  test('has the operations of the REST doors, by the SHA-256 of their texts', () => {
    const known = readManifest(persistedDocumentsFile);
    for (const [id, body] of known) expect(idOf(body)).toBe(id);
    expect([...known.values()].some((body) => body.startsWith('query ListPosts('))).toBe(true);
  });

  test('has an operation of a client with the fragments that it uses, from whichever file', () => {
    expect(readManifest(manifest).get(idOf(NAME))).toBe(NAME);
  });

  test.each([
    ['no JSON', '{', 'JSON'],
    ['another format', '{"format":"other","version":1,"operations":[]}', 'its format is not'],
    [
      'an id that is not of its text',
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

  test('must have operations when nothing else is answered', () => {
    expect(() => persistedDocuments('only', new Map())).toThrow('PERSISTED_DOCUMENTS_FILE');
  });
});

test('no more than 1,000 registered documents are kept', async () => {
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
