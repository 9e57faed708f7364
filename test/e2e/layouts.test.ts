import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  fillDemo,
  http,
  importPosts,
  mergeParts,
  openParts,
  PART_FORMATS,
  SETUPS,
  startTestApp,
  type TestApp,
} from '@tributary/test/support';

const NOW = Date.parse('2026-04-04T10:00:00Z');
const MISSING = '00000000-0000-4000-8000-000000000000';

/** What both layouts and both engines have in common. */
describe.each(SETUPS)('the graph, $name', ({ layout, settings }) => {
  let app: TestApp;
  let theirs: string;

  beforeAll(async () => {
    app = await startTestApp({ layout, settings, clock: () => NOW });
    await fillDemo(app.database, app.workspaceId, new Date(NOW));
    await importPosts(app.database, app.workspaceId, [
      { url: 'https://example.org/a', title: 'An okapi', posted_at: new Date('2026-04-01T10:00:00Z') },
      { url: 'https://example.org/b', title: 'Another okapi', posted_at: new Date('2026-04-02T10:00:00Z') },
      { url: 'https://example.org/c', title: 'A third okapi', posted_at: new Date('2026-04-02T10:00:00Z') },
    ]);
    await importPosts(app.database, app.otherId, [
      { url: 'https://example.org/theirs', title: 'Their okapi' },
    ]);
    theirs = await app.key('native', { workspaceId: app.otherId });
  });
  afterAll(() => app.stop());

  const codes = async (query: string, variables: object = {}, key?: string) =>
    (await app.graphql(query, variables, key)).errors?.map(({ extensions }) => extensions['code']);
  const okapis = async (fields: string, filter = 'keyword: "okapi"', args = '') =>
    (await app.graphql(`{ communityPosts(filter: { ${filter} } ${args}) { ${fields} } }`)).data
      .communityPosts;

  describe('reading', () => {
    test('resolves fields of two subgraphs in one operation', async () => {
      const { data, errors } = await app.graphql(
        '{ viewer { workspace { name } key { products } } communityPosts(filter: { keyword: "okapi" }) { totalCount } }',
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        viewer: {
          workspace: { name: 'ours' },
          key: {
            products: ['COMMUNITY_TRACKER', 'CREATOR_TRACKING', 'SOCIAL_CRM', 'XTRACKER', 'BUZZABOUT'],
          },
        },
        communityPosts: { totalCount: 3 },
      });
    });

    test('returns a post with its whole analysis', async () => {
      const { nodes } = await okapis(
        'nodes { title kind source subreddit postedAt engagementStatus analysis { score reason intent urgency ' +
          'buyingStage action suggestedPlay competitorNamed signals { name evidence } engine version } }',
        'keyword: "track brand mentions across"',
      );
      expect(nodes).toEqual([
        {
          title: 'Looking for community monitoring tools',
          kind: 'POST',
          source: 'REDDIT',
          subreddit: 'SaaS',
          postedAt: '2026-04-03T14:22:00.000Z',
          engagementStatus: null,
          analysis: {
            score: 8.5,
            reason: 'Direct buying intent for community monitoring tools.',
            intent: 'BUYING',
            urgency: 'HIGH',
            buyingStage: 'EVALUATING',
            action: 'ENGAGE',
            suggestedPlay: 'Share a case study showing how CT solves this use case.',
            competitorNamed: 'Brandwatch',
            signals: [
              { name: 'budget_mentioned', evidence: '' },
              { name: 'timeline_given', evidence: '' },
            ],
            engine: 'DOCUMENT',
            version: 1,
          },
        },
      ]);
    });

    test.each(PART_FORMATS)('is the same in parts, by %s, as at once', async (accept) => {
      const query = `{
        viewer { workspace { id ...Name @defer } }
        communityPosts(filter: { keyword: "okapi" }) {
          nodes { id title ... @defer(label: "rest") { title url postedAt analysis { score } } }
        }
      } fragment Name on Workspace { name }`;
      const headers = { 'x-api-key': await app.key('native') };
      const parts = await (await openParts(app.url, { query }, { accept, headers })).rest();
      const { data, errors } = mergeParts(parts);
      expect(errors).toEqual([]);
      expect(data).toEqual((await app.graphql(query)).data);
      if ({ ...process.env, ...settings }['GRAPH_ENGINE'] === 'apollo') expect(parts).toHaveLength(1);
      else {
        expect(parts.length).toBeGreaterThan(1);
        expect(parts[0].data.communityPosts.nodes[0]).not.toHaveProperty('url');
        expect(parts[0].extensions.cost).toEqual((await app.graphql(query)).extensions!['cost']);
      }
    });

    test('paginates by cursor, newest first, each post once', async () => {
      const first = await okapis(
        'nodes { url } pageInfo { hasNextPage hasPreviousPage endCursor }',
        undefined,
        'first: 2',
      );
      expect(first.nodes.map(({ url }: { url: string }) => url.at(-1))).toEqual(['b', 'c']);
      expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
      const after = `after: "${first.pageInfo.endCursor}"`;
      const second = await okapis('nodes { url } pageInfo { hasNextPage hasPreviousPage }', undefined, after);
      expect(second.nodes.map(({ url }: { url: string }) => url.at(-1))).toEqual(['a']);
      expect(second.pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true });
    });

    test('skips posts, and returns a cursor with each edge', async () => {
      const { edges } = await okapis('edges { cursor node { url } }', undefined, 'skip: 1, first: 1');
      expect(edges).toEqual([{ cursor: expect.any(String), node: { url: 'https://example.org/c' } }]);
    });

    test('filters by several sources and by days', async () => {
      const filter = 'keyword: "okapi", source: [HACKERNEWS, REDDIT], from: "2026-04-01", to: "2026-04-01"';
      expect(await okapis('totalCount', filter)).toEqual({ totalCount: 1 });
      expect(await okapis('totalCount', 'keyword: "okapi", source: LOBSTERS')).toEqual({ totalCount: 0 });
    });

    test('finds a post by its id, and returns null for an unknown or another workspace’s id', async () => {
      const { nodes } = await okapis('nodes { id title }');
      const query = 'query ($id: ID!) { communityPost(id: $id) { title } }';
      const of = async (id: string, key?: string) => (await app.graphql(query, { id }, key)).data;
      expect(await of(nodes[0].id)).toEqual({ communityPost: { title: nodes[0].title } });
      expect(await of(nodes[0].id, theirs)).toEqual({ communityPost: null });
      expect(await of(MISSING)).toEqual({ communityPost: null });
      expect(await of('nonsense')).toEqual({ communityPost: null });
    });

    test('keeps workspaces apart', async () => {
      const { data } = await app.graphql(
        '{ communityPosts { nodes { title } } viewer { workspace { name } } }',
        {},
        theirs,
      );
      expect(data).toEqual({
        communityPosts: { nodes: [{ title: 'Their okapi' }] },
        viewer: { workspace: { name: 'theirs' } },
      });
    });

    test('supports aliases, fragments and directives', async () => {
      const query = `query ($no: Boolean!) {
        one: communityPosts(filter: { keyword: "an okapi" }) { ...Titles }
        two: communityPosts(filter: { keyword: "third okapi" }) { ...Titles totalCount @include(if: $no) }
      }
      fragment Titles on CommunityPostConnection { nodes { it: title } }`;
      expect((await app.graphql(query, { no: false })).data).toEqual({
        one: { nodes: [{ it: 'An okapi' }] },
        two: { nodes: [{ it: 'A third okapi' }] },
      });
    });
  });

  describe('trackers', () => {
    const create = async (name: string, query: string, key?: string) =>
      (
        await app.graphql(
          `mutation ($input: TrackerInput!) { createTracker(input: $input) { __typename
            ... on TrackerCreated { tracker { id name query status createdAt } }
            ... on InvalidQuery { message position length suggestion }
            ... on InvalidInput { message field } } }`,
          { input: { name, query } },
          key,
        )
      ).data.createTracker;
    const list = async () =>
      (await app.graphql('{ trackers { name } }')).data.trackers.map(({ name }: { name: string }) => name);
    const remove = async (id: string, key?: string) =>
      (
        await app.graphql(
          `mutation ($id: ID!) { deleteTracker(id: $id) { __typename
            ... on TrackerDeleted { id } ... on NotFound { message } } }`,
          { id },
          key,
        )
      ).data.deleteTracker;

    test('are created, listed and deleted', async () => {
      const { __typename, tracker } = await create('  Vector Database ', 'vector   database -jobs');
      expect([__typename, tracker]).toEqual([
        'TrackerCreated',
        {
          id: expect.any(String),
          name: 'Vector Database',
          query: 'vector database -jobs',
          status: 'ACTIVE',
          createdAt: expect.any(String),
        },
      ]);
      expect(await list()).toContain('Vector Database');
      expect(await remove(tracker.id)).toEqual({ __typename: 'TrackerDeleted', id: tracker.id });
      expect(await list()).not.toContain('Vector Database');
    });

    test('have names that differ, in any case', async () => {
      await create('graph database', 'graph');
      expect(await create('GRAPH Database', 'other')).toMatchObject({
        __typename: 'InvalidInput',
        field: 'input.name',
      });
    });

    test('with an invalid query are refused with its position', async () => {
      expect(await create('invalid', 'crm "open')).toMatchObject({
        __typename: 'InvalidQuery',
        position: 4,
        message: expect.stringContaining('4'),
      });
      expect(await list()).not.toContain('invalid');
    });

    test.each(['', '   ', 'x'.repeat(201), 'a\0b'])('cannot have the name %j', async (name) => {
      expect(await create(name, 'x')).toEqual({
        __typename: 'InvalidInput',
        message: expect.any(String),
        field: 'input.name',
      });
    });

    test('that do not exist or belong to another workspace cannot be deleted', async () => {
      const { tracker } = await create('ours alone', 'ours');
      for (const [id, key] of [[tracker.id, theirs], [MISSING], ['nonsense']] as const)
        expect(await remove(id, key)).toMatchObject({ __typename: 'NotFound' });
      expect(await list()).toContain('ours alone');
    });
  });

  describe('engagement', () => {
    const set = async (postId: string, status: string | null, key?: string) =>
      (
        await app.graphql(
          `mutation ($postId: ID!, $status: EngagementStatus) {
            setEngagementStatus(postId: $postId, status: $status) { __typename
              ... on EngagementStatusSet { post { title engagementStatus } }
              ... on NotFound { message } } }`,
          { postId, status },
          key,
        )
      ).data.setEngagementStatus;

    test('is recorded, shown in the response and in the list, and removed', async () => {
      const { nodes } = await okapis('nodes { id title }', 'keyword: "third okapi"');
      const [{ id, title }] = nodes;
      expect(await set(id, 'REPLIED')).toEqual({
        __typename: 'EngagementStatusSet',
        post: { title, engagementStatus: 'REPLIED' },
      });
      expect(await okapis('totalCount', 'engagementStatus: REPLIED')).toEqual({ totalCount: 1 });
      expect((await set(id, null)).post.engagementStatus).toBeNull();
    });

    test('of a post that does not exist or belongs to another workspace is not found', async () => {
      const { nodes } = await okapis('nodes { id }');
      for (const [id, key] of [[nodes[0].id, theirs], [MISSING], ['nonsense']] as const)
        expect(await set(id, 'ENGAGED', key)).toMatchObject({ __typename: 'NotFound' });
    });
  });

  describe('errors', () => {
    test('a field without a key is UNAUTHENTICATED, with its path', async () => {
      const { data, errors } = await app.graphql('{ communityPosts { totalCount } }', {}, '');
      expect(data).toEqual({ communityPosts: null });
      expect(errors).toEqual([
        expect.objectContaining({
          message: 'An API key is required.',
          path: ['communityPosts'],
          extensions: { code: 'UNAUTHENTICATED' },
        }),
      ]);
    });

    test.each([
      '{ viewer { workspace { name } } }',
      '{ trackers { id } }',
      '{ communityPosts { nodes { id } } }',
      '{ communityPosts { totalCount } }',
      `{ communityPost(id: "${MISSING}") { id } }`,
      'mutation { createTracker(input: { name: "x", query: "x" }) { __typename } }',
      `mutation { setEngagementStatus(postId: "${MISSING}") { __typename } }`,
    ])('without a key nothing is done: %s', async (query) => {
      expect(await codes(query, {}, '')).toEqual(['UNAUTHENTICATED']);
    });

    test('a scope that the key lacks is FORBIDDEN_SCOPE', async () => {
      const reader = await app.key('native', { scopes: ['community:read'] });
      const create = 'mutation { createTracker(input: { name: "never", query: "never" }) { __typename } }';
      expect(await codes(create, {}, reader)).toEqual(['FORBIDDEN_SCOPE']);
      const writer = await app.key('native', { scopes: ['community:write'] });
      expect(await codes('{ communityPosts { nodes { id } } }', {}, writer)).toEqual(['FORBIDDEN_SCOPE']);
      expect(await codes('{ viewer { workspace { keys { id } } } }', {}, reader)).toEqual([
        'FORBIDDEN_SCOPE',
      ]);
      const { data } = await app.graphql('{ trackers { name } }');
      expect(JSON.stringify(data)).not.toContain('never');
    });

    test('a key of another product is FORBIDDEN_SCOPE, and still a viewer', async () => {
      const key = await app.key('xtracker');
      expect(await codes('{ trackers { id } }', {}, key)).toEqual(['FORBIDDEN_SCOPE']);
      expect(
        (await app.graphql('{ viewer { workspace { name } } }', {}, key)).data.viewer.workspace.name,
      ).toBe('ours');
    });

    test('a plan without the product is PLAN_REQUIRED, with product and plan', async () => {
      const { id } = await app.app.admin.createWorkspace('on-trial');
      await app.app.admin.setPlan(id, 'community-tracker', 'trial');
      const key = await app.key('native', { workspaceId: id });
      const { errors } = await app.graphql('{ trackers { id } }', {}, key);
      expect(errors![0]!.extensions).toEqual({
        code: 'PLAN_REQUIRED',
        product: 'community-tracker',
        plan: 'trial',
      });
    });

    test.each([
      ['first: 101', 'first'],
      ['first: -1', 'first'],
      ['skip: -1', 'skip'],
      ['after: "nonsense"', 'after'],
      ['filter: { minScore: 11 }', 'filter.minScore'],
      ['filter: { keyword: "  " }', 'filter.keyword'],
      [`filter: { keyword: "${'long'.repeat(51)}" }`, 'filter.keyword'],
      ['filter: { keyword: "a\\u0000b" }', 'filter.keyword'],
      ['filter: { from: "2026-04-02", to: "2026-04-01" }', 'filter.from'],
    ])('%s is INVALID_INPUT and names the argument', async (args, field) => {
      const { errors } = await app.graphql(`{ communityPosts(${args}) { nodes { id } } }`);
      expect(errors![0]!.extensions).toMatchObject({ code: 'INVALID_INPUT', field });
    });

    test('a date that does not exist is rejected before execution', async () => {
      const { errors, data } = await app.graphql(
        '{ communityPosts(filter: { from: "2026-13-01" }) { nodes { id } } }',
      );
      expect(data?.communityPosts ?? null).toBeNull();
      // Whether the gateway or the subgraph detects it, it is an error of the caller.
      expect(['INVALID_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(errors![0]!.extensions['code']);
    });

    test('NUL in an id is not a server error', async () => {
      expect((await app.graphql('{ communityPost(id: "a\\u0000b") { id } }')).data).toEqual({
        communityPost: null,
      });
    });

    test('a failed field has an error with its path, and nullable siblings resolve', async () => {
      const { data, errors } = await app.graphql(
        `{ communityPost(id: "${MISSING}") { id } a: communityPost(id: "x") { id } }`,
      );
      expect([data, errors]).toEqual([{ communityPost: null, a: null }, undefined]);
    });

    test('never contain a stack trace, SQL or a service name', async () => {
      const answers = await Promise.all([
        app.graphql('{ communityPosts { nodes { id } } }', {}, ''),
        app.graphql('{ communityPosts(first: 101) { nodes { id } } }'),
        app.graphql('{ nothing }'),
      ]);
      expect(JSON.stringify(answers)).not.toMatch(/stack|select |serviceName|node_modules|posts\./i);
    });
  });

  describe('REST', () => {
    test('GET /api-posts returns data of the same graph', async () => {
      const key = await app.key('community-tracker');
      const { status, json } = await http(app.url, '/api-posts?keyword=okapi&limit=2', { key });
      expect(status).toBe(200);
      expect(json.meta).toMatchObject({ total: 3, returned: 2, limit: 2 });
      expect(json.data.map(({ url }: { url: string }) => url.at(-1))).toEqual(['b', 'c']);
    });

    test('GET /api-posts requires only its own scope', async () => {
      const key = await app.key('community-tracker', { scopes: ['community:read'] });
      expect((await http(app.url, '/api-posts?keyword=okapi', { key })).status).toBe(200);
    });
  });
});
