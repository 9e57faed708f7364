import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { freePort } from '@tributary/kit/testing';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { isRequiredArgument } from 'graphql';
import { argumentsOf, type Operation, operations } from '../tenants/operations.ts';

const roots = operations().filter(({ type }) => type === 'Query' || type === 'Mutation');
/** Fields that the gateway resolves itself. */
const OWN = ['viewer', 'events', 'webhooks', 'alertRules', 'destinations', 'savedViews', 'clientUsage'];
const queries = roots.filter(({ kind, field }) => kind === 'query' && field.name !== 'viewer');
const remote = queries.filter(({ field }) => !OWN.includes(field.name));
const VIEWER = 'viewer { workspace { name } }';
const OURS = { workspace: { name: 'ours' } };

/**
 * A call of a root field under the alias `beside`, with a value of the right type for each required
 * argument.
 */
function beside(operation: Operation) {
  const needed = operation.field.args.filter(isRequiredArgument).map(({ name }) => name);
  const variables = argumentsOf(operation, needed, (_, type) =>
    type === 'enum' ? undefined : (VALUES[type] ?? 'nope'),
  );
  const used = operation.field.args.filter(({ name }) => needed.includes(name));
  const declared = used.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const call = `${operation.field.name}${passed && `(${passed})`} { __typename }`;
  return { text: `query ${declared && `(${declared})`} { ${VIEWER} beside: ${call} }`, variables };
}

const VALUES: Record<string, unknown> = {
  Int: 1,
  Long: 1,
  Float: 1,
  Boolean: true,
  Date: '2026-04-01',
  DateTime: '2026-04-01T00:00:00Z',
  URL: 'https://example.org/',
};

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe('a failed root field is null, and the others resolve', () => {
  test('for an id that is not a dataset', async () => {
    const { data, errors } = await app.graphql(
      '{ a: viewer { workspace { name } } m: mentions(datasetIds: ["nope"]) { totalCount } }',
    );
    expect(data).toEqual({ a: OURS, m: null });
    expect(errors).toEqual([
      expect.objectContaining({ path: ['m'], extensions: expect.objectContaining({ code: 'NOT_FOUND' }) }),
    ]);
  });

  test('within one subgraph', async () => {
    const { data, errors } = await app.graphql(
      '{ ok: communityPosts { totalCount } no: communityPosts(first: 101) { totalCount } trackers { id } }',
    );
    expect(data).toEqual({ ok: { totalCount: 0 }, no: null, trackers: [] });
    expect(errors!.map(({ path }) => path)).toEqual([['no']]);
  });

  test('of a mutation, after its earlier fields were executed', async () => {
    const { data, errors } = await app.graphql(
      `mutation {
        kept: createTracker(input: { name: "kept", query: "kept" }) { ... on TrackerCreated { tracker { name } } }
        failed: deletePost(id: "x") { __typename }
      }`,
      {},
      await app.key('native', { scopes: ['community:write'] }),
    );
    expect(data).toEqual({ kept: { tracker: { name: 'kept' } }, failed: null });
    expect(errors).toEqual([
      expect.objectContaining({ path: ['failed'], extensions: { code: 'FORBIDDEN_SCOPE' } }),
    ]);
  });

  test.each(queries.map((operation) => [operation.name, operation] as const))(
    '%s, for a key without its scope',
    async (_, operation) => {
      const key = await app.key('native', { scopes: ['profile'] });
      const { text, variables } = beside(operation);
      const { data, errors } = await app.graphql(text, variables, key);
      expect(data.viewer).toEqual(OURS);
      for (const { path, extensions } of errors ?? []) {
        expect(path![0]).toBe('beside');
        expect(extensions['code']).toBe('FORBIDDEN_SCOPE');
      }
    },
  );
});

describe('with no reachable subgraph', () => {
  let alone: TestApp;
  beforeAll(async () => {
    const url = `http://127.0.0.1:${await freePort()}/graphql`;
    const settings = Object.fromEntries(
      subgraphs.map(({ name }) => [`SUBGRAPH_${name.toUpperCase()}_URL`, url]),
    );
    alone = await startTestApp({ settings, beside: app });
  });
  afterAll(() => alone.stop());

  test.each(remote.map((operation) => [operation.name, operation] as const))(
    '%s is null, and the gateway’s own fields answer',
    async (_, operation) => {
      const { text, variables } = beside(operation);
      const { data, errors } = await alone.graphql(text, variables, await app.key('native'));
      expect(data).toEqual({ viewer: OURS, beside: null });
      expect(errors!.map(({ extensions }) => extensions['code'])).toEqual(['UPSTREAM_FAILED']);
    },
  );
});
