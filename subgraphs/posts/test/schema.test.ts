import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openServices, openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import type { GraphQLObjectType } from 'graphql';
import { upsertPostMatches } from '../src/community/data/trackers/post-matches.ts';
import { upsertCommunityPosts } from '../src/community/data/write-community-posts.ts';
import { posts } from '../src/index.ts';
import { type Answer, ask, newScope, scoredPost } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const codeOf = ({ errors }: Answer) => (errors?.[0]?.originalError as { code?: string } | undefined)?.code;

/** Creates a workspace with posts of these titles, newest first; returns their ids. */
async function workspaceWith(...titles: string[]): Promise<{ workspace: string; ids: string[] }> {
  const scope = newScope(opened);
  await upsertCommunityPosts(
    scope,
    titles.map((title, at) =>
      scoredPost({ title, body: `body of ${title}`, postedAt: new Date(1e12 - at * 1e6) }),
    ),
  );
  const { data } = await ask(opened, scope.workspaceId, '{ communityPosts { nodes { id } } }');
  return {
    workspace: scope.workspaceId,
    ids: data.communityPosts.nodes.map((node: { id: string }) => node.id),
  };
}

const LIST = `query ($filter: CommunityPostFilter, $first: Int, $after: String, $skip: Int) {
  communityPosts(filter: $filter, first: $first, after: $after, skip: $skip) {
    nodes { title } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

describe('communityPosts', () => {
  test('pages by its cursors', async () => {
    const { workspace } = await workspaceWith('a', 'b', 'c');
    const first = await ask(opened, workspace, LIST, { first: 2 });
    expect(first.data.communityPosts).toMatchObject({
      nodes: [{ title: 'a' }, { title: 'b' }],
      totalCount: 3,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    const after = first.data.communityPosts.pageInfo.endCursor;
    const second = await ask(opened, workspace, LIST, { first: 2, after });
    expect(second.data.communityPosts).toMatchObject({
      nodes: [{ title: 'c' }],
      totalCount: 3,
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
  });

  test('returns no nodes and the total for `first: 0`', async () => {
    const { workspace } = await workspaceWith('a');
    const { data } = await ask(opened, workspace, LIST, { first: 0 });
    expect(data.communityPosts).toEqual({
      nodes: [],
      totalCount: 1,
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  test('returns each field alone as together with all others', async () => {
    const scope = newScope(opened);
    await upsertCommunityPosts(scope, [
      scoredPost(
        {
          source: 'reddit',
          body: 'text',
          link: 'https://a.example/',
          subreddit: 's',
          points: 1,
          commentCount: 2,
        },
        {
          language: 'en',
          intent: 'buying',
          competitor: 'Acme',
          signals: [{ name: 'budget', evidence: 'we pay' }],
        },
      ),
    ]);
    await scope.db
      .updateTable('community_posts')
      .set({ engagement_status: 'replied', engagement_at: new Date(), engagement_actor: 'workspace' })
      .set({ marked_relevance: 'low', marked_sentiment: 'negative', marked_intent: 'buying' })
      .set({ marked_at: new Date(), marked_actor: 'workspace', deleted_at: new Date() })
      .where('workspace_id', '=', scope.workspaceId)
      .execute();
    const { id: postId } = await scope.db
      .selectFrom('community_posts')
      .where('workspace_id', '=', scope.workspaceId)
      .select('id')
      .executeTakeFirstOrThrow();
    const { data } = await ask(
      opened,
      scope.workspaceId,
      `mutation { createTracker(input: { name: "t", query: "t" }) { ... on TrackerCreated { tracker { id } } } }`,
    );
    await upsertPostMatches(scope, [
      {
        postId,
        trackerId: data.createTracker.tracker.id,
        spans: [{ part: 'text', start: 0, end: 4 }],
        fields: [],
        origin: 'tail',
        foundAt: new Date(),
        relevance: 'high',
        reason: 'The title names it.',
        opinion: null,
      },
    ]);
    const leaf = {
      matches:
        '{ tracker { name } relevance reason evidence spans { part start end } fields origin foundAt }',
      corrections: '{ relevance sentiment intent at actor }',
      competitor: '{ name }',
      engagement: '{ at actor }',
      signals: '{ name evidence }',
      media: '{ type url alt }',
    } as Record<string, string>;
    const { schema } = posts.open(openServices(opened));
    const selectionsOf = (type: string) =>
      Object.keys((schema.getType(type) as GraphQLObjectType).getFields())
        .filter((name) => name !== 'analysis')
        .map((name) => `${name} ${leaf[name] ?? ''}`);
    const selections = [
      ...selectionsOf('CommunityPost'),
      ...selectionsOf('Analysis').map((field) => `analysis { ${field} }`),
    ];
    const nodeOf = async (selection: string, way = (node: string) => `nodes { ${node} }`) => {
      const { data, errors } = await ask(
        opened,
        scope.workspaceId,
        `{ communityPosts { ${way(selection)} } }`,
      );
      expect(errors).toBeUndefined();
      return data.communityPosts.nodes?.[0] ?? data.communityPosts.edges[0].node;
    };
    const whole = await nodeOf(selections.join(' '));
    // A field that is null in the whole could go missing on its own unnoticed.
    expect(JSON.stringify(whole)).not.toContain('null');
    for (const selection of selections) {
      expect(whole).toMatchObject(await nodeOf(selection));
      expect(whole).toMatchObject(
        await nodeOf(selection, (node) => `edges { node { ... on CommunityPost { ${node} } } }`),
      );
    }
  });

  test('returns bodies by nodes and by edges', async () => {
    const { workspace } = await workspaceWith('a');
    for (const selection of ['nodes { body }', 'edges { node { body } }', '...F'])
      expect(
        JSON.stringify(
          await ask(
            opened,
            workspace,
            `{ communityPosts { ${selection} } } fragment F on CommunityPostConnection { nodes { ... on CommunityPost { text: body } } }`.replace(
              selection === '...F' ? /$^/ : / fragment.*/,
              '',
            ),
          ),
        ),
      ).toContain('body of a');
  });

  const wrong: [variables: object, field: string][] = [
    [{ first: -1 }, 'first'],
    [{ first: 101 }, 'first'],
    [{ skip: -1 }, 'skip'],
    [{ skip: 1_000_001 }, 'skip'],
    [{ after: 'nonsense' }, 'after'],
    [{ filter: { minScore: 0.9 } }, 'filter.minScore'],
    [{ filter: { minScore: 10.1 } }, 'filter.minScore'],
    [{ filter: { from: '2026-03-02', to: '2026-03-01' } }, 'filter.from'],
    [{ filter: { keyword: '   ' } }, 'filter.keyword'],
    [{ filter: { keyword: 'x'.repeat(201) } }, 'filter.keyword'],
    [{ filter: { keyword: 'a\0b' } }, 'filter.keyword'],
  ];

  test.each(wrong)('refuses %j and names the member', async (variables, field) => {
    const answer = await ask(opened, randomUUID(), LIST, variables as Record<string, unknown>);
    expect(codeOf(answer)).toBe('INVALID_INPUT');
    expect(answer.errors![0]!.originalError).toMatchObject({ details: { field } });
  });

  test.each(['2026-13-01', '2026-02-30', '0000-01-01', 'today'])('refuses the day %j', async (from) => {
    const { errors } = await ask(opened, randomUUID(), LIST, { filter: { from } });
    expect(errors?.[0]?.message).toContain('Date must be a calendar day');
  });

  test.each(['nodes { id }', 'totalCount', 'pageInfo { endCursor }'])(
    'needs scope and plan for %s',
    async (selection) => {
      const asked = `{ communityPosts { ${selection} } }`;
      expect(codeOf(await ask(opened, randomUUID(), asked, {}, { scopes: [] }))).toBe('FORBIDDEN_SCOPE');
      expect(codeOf(await ask(opened, randomUUID(), asked, {}, { policies: [] }))).toBe('PLAN_REQUIRED');
    },
  );
});

describe('communityPost', () => {
  const ONE =
    'query ($id: ID!) { communityPost(id: $id) { id title engagementStatus analysis { score signals { name } } } }';

  test('returns the post with the id', async () => {
    const { workspace, ids } = await workspaceWith('a');
    const { data } = await ask(opened, workspace, ONE, { id: ids[0] });
    expect(data.communityPost).toMatchObject({ id: ids[0], title: 'a', engagementStatus: null });
  });

  test.each(['', 'abc', randomUUID(), "'; drop table x"])('is null for the id %j', async (id) => {
    const { workspace } = await workspaceWith('a');
    expect(await ask(opened, workspace, ONE, { id })).toEqual({ data: { communityPost: null } });
  });

  test('is null for a post of another workspace', async () => {
    const { ids } = await workspaceWith('a');
    expect((await ask(opened, randomUUID(), ONE, { id: ids[0] })).data.communityPost).toBeNull();
  });
});

describe('an entity reference', () => {
  const ENTITY = `query ($id: ID!) { _entities(representations: [{ __typename: "CommunityPost", id: $id }]) {
    ... on CommunityPost { title } } }`;

  test('returns the post with the id', async () => {
    const { workspace, ids } = await workspaceWith('a');
    expect((await ask(opened, workspace, ENTITY, { id: ids[0] })).data._entities).toEqual([{ title: 'a' }]);
  });

  test('is null for a post of another workspace', async () => {
    const { ids } = await workspaceWith('a');
    expect((await ask(opened, randomUUID(), ENTITY, { id: ids[0] })).data._entities).toEqual([null]);
  });
});

describe('setEngagementStatus', () => {
  const SET = `mutation ($id: ID!, $status: EngagementStatus) { setEngagementStatus(postId: $id, status: $status) {
    __typename ... on EngagementStatusSet { post { id engagementStatus } } } }`;

  test('records, changes and resets the status', async () => {
    const { workspace, ids } = await workspaceWith('a');
    for (const status of ['REPLIED', 'DISMISSED', null]) {
      const { data } = await ask(opened, workspace, SET, { id: ids[0], status });
      expect(data.setEngagementStatus.post).toEqual({ id: ids[0], engagementStatus: status });
    }
  });

  test('returns each status of several mutations in one request', async () => {
    const { workspace, ids } = await workspaceWith('a');
    const set = (status: string) =>
      `setEngagementStatus(postId: "${ids[0]}", status: ${status}) { ... on EngagementStatusSet { post { engagementStatus } } }`;
    const { data } = await ask(opened, workspace, `mutation { a: ${set('ENGAGED')} b: ${set('REPLIED')} }`);
    expect(data).toMatchObject({
      a: { post: { engagementStatus: 'ENGAGED' } },
      b: { post: { engagementStatus: 'REPLIED' } },
    });
  });

  test('records the author and the time, until it is reset', async () => {
    const { workspace, ids } = await workspaceWith('a');
    const read = '{ communityPosts { nodes { engagement { at actor } } } }';
    const engagement = async () =>
      (await ask(opened, workspace, read)).data.communityPosts.nodes[0].engagement;
    expect(await engagement()).toBeNull();
    const before = Date.now();
    await ask(opened, workspace, SET, { id: ids[0], status: 'REPLIED' }, { keyPrefix: 'tk_live_ab' });
    const { at, actor } = await engagement();
    expect(actor).toBe('key:tk_live_ab');
    expect(new Date(at).getTime()).toBeGreaterThanOrEqual(before);
    await ask(opened, workspace, SET, { id: ids[0], status: 'DISMISSED' }, { internal: true });
    expect((await engagement()).actor).toBe('workspace');
    await ask(opened, workspace, SET, { id: ids[0], status: null });
    expect(await engagement()).toBeNull();
  });

  test('accepts the id in upper case too', async () => {
    const scope = newScope(opened);
    const { data: none } = await ask(opened, scope.workspaceId, SET, { id: randomUUID().toUpperCase() });
    expect(none.setEngagementStatus).toEqual({ __typename: 'NotFound' });
    const { workspace, ids } = await workspaceWith('a');
    const { data, errors } = await ask(opened, workspace, SET, {
      id: ids[0]!.toUpperCase(),
      status: 'REPLIED',
    });
    expect(errors).toBeUndefined();
    expect(data.setEngagementStatus).toMatchObject({ post: { engagementStatus: 'REPLIED' } });
  });

  test('returns NotFound for a post of another workspace, which keeps its status', async () => {
    const { workspace, ids } = await workspaceWith('a');
    const { data } = await ask(opened, randomUUID(), SET, { id: ids[0], status: 'REPLIED' });
    expect(data.setEngagementStatus).toEqual({ __typename: 'NotFound' });
    const { data: kept } = await ask(opened, workspace, '{ communityPosts { nodes { engagementStatus } } }');
    expect(kept.communityPosts.nodes).toEqual([{ engagementStatus: null }]);
  });

  test('requires the scope to write', async () => {
    const answer = await ask(opened, randomUUID(), SET, { id: randomUUID() }, { scopes: ['community:read'] });
    expect(codeOf(answer)).toBe('FORBIDDEN_SCOPE');
  });
});
