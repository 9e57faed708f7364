import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asWorkspace, INTERNAL_POLICY } from '@tributary/kit';
import { GATEWAY_AUDIENCE, PRINCIPAL_HEADER, signPrincipal } from '@tributary/kit/host';
import { httpGraphPort } from '@tributary/kit/testing';
import { supergraphSdl } from '@tributary/schema';
import { LAYOUTS, startTestApp, type TestApp } from '@tributary/test/support';
import { Kind, parse } from 'graphql';
import { inProcessPort } from '../../src/graph/index.ts';

const SECRET = 'a secret of the test that is long enough';
const INPUT = '{ brands: [{ id: "b", names: ["Okapi"] }], from: "2026-01-01", to: "2026-01-02" }';
const COUNTS = `{ communityPostBrandCounts(input: ${INPUT}) { brand count } }`;

/** Root fields that the supergraph hides from clients. */
const hidden = parse(supergraphSdl()).definitions.flatMap((type) =>
  type.kind === Kind.OBJECT_TYPE_DEFINITION && ['Query', 'Mutation'].includes(type.name.value)
    ? (type.fields ?? [])
        .filter(({ directives }) => directives?.some(({ name }) => name.value === 'inaccessible'))
        .map(({ name }) => ({ operation: type.name.value.toLowerCase(), name: name.value }))
    : [],
);

describe.each(LAYOUTS)('fields that clients do not see, %s', (layout) => {
  let app: TestApp;
  beforeAll(async () => {
    // The mode that reveals most of the schema.
    app = await startTestApp({ layout, settings: { INTROSPECTION: 'open', SUBGRAPH_SECRET: SECRET } });
  });
  afterAll(() => app.stop());

  test.each(hidden)('$name is a field that does not exist', async ({ operation, name }) => {
    const { data, errors } = await app.graphql(`${operation} { ${name} }`);
    expect(data).toBeUndefined();
    expect(errors![0]).toMatchObject({
      message: expect.stringContaining(`Cannot query field "${name}"`),
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  });

  test.each(hidden)('nothing like $name is suggested for a name that is nearly right', async (field) => {
    const asked = field.name.slice(0, -1);
    const { errors } = await app.graphql(`${field.operation} { ${asked} }`);
    for (const { name } of hidden) expect(errors![0]!.message.replace(`"${asked}"`, '')).not.toContain(name);
  });

  test('introspection shows neither them nor their types', async () => {
    const { data } = await app.graphql('{ __schema { types { name fields { name } } } }');
    const shown = JSON.stringify(data);
    for (const name of [...hidden.map(({ name }) => name), 'BrandCountInput', 'BrandCount', 'TopicCount'])
      expect(shown).not.toContain(`"${name}"`);
  });

  test('the gateway and its subgraphs can query them with the internal policy', async () => {
    const port = inProcessPort();
    port.bind(app.app.graph);
    const remote = httpGraphPort(`${app.url}/graphql`, SECRET);
    const counting = asWorkspace(app.workspaceId, { scopes: [], policies: [INTERNAL_POLICY] });
    for (const graph of [port, remote])
      expect(await graph.ask(counting, COUNTS)).toEqual({ communityPostBrandCounts: [] });
  });

  test('without the policy they do not exist, for callers and jobs', async () => {
    const port = inProcessPort();
    port.bind(app.app.graph);
    const remote = httpGraphPort(`${app.url}/graphql`, SECRET);
    const reading = asWorkspace(app.workspaceId, {
      scopes: ['community:read'],
      policies: ['community-tracker:api'],
    });
    for (const graph of [port, remote]) {
      await expect(graph.ask(reading, COUNTS)).rejects.toThrow('Cannot query field');
      await expect(graph.ask(reading, '{ mentions { totalCount } }')).rejects.toMatchObject({
        code: 'FORBIDDEN_SCOPE',
      });
      expect(await graph.ask(reading, '{ communityPosts { totalCount } }')).toEqual({
        communityPosts: { totalCount: 0 },
      });
    }
  });

  test('a subgraph that selects an unknown field receives a validation error', async () => {
    const remote = httpGraphPort(`${app.url}/graphql`, SECRET);
    const asked = remote.ask(asWorkspace(app.workspaceId, { scopes: [], policies: [] }), '{ nothing }');
    await expect(asked).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  test('an unsigned header grants no access', async () => {
    const principal = { internal: true, workspaceId: app.workspaceId } as never;
    for (const token of ['x', '', await signPrincipal(principal, GATEWAY_AUDIENCE, 'x'.repeat(32))]) {
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [PRINCIPAL_HEADER]: token },
        body: JSON.stringify({ query: COUNTS }),
      });
      expect(response.status).toBe(401);
    }
  });
});
