import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Principal } from '@tributary/kit';
import { kyselyFor, type Scope } from '@tributary/kit/postgres';
import { openServices, openTestDatabase, type TestDatabase, testPrincipal } from '@tributary/kit/testing';
import fc from 'fast-check';
import { graphql } from 'graphql';
import { upsertAccount } from '../src/data/accounts.ts';
import { insertPost, updatePost } from '../src/data/posts.ts';
import { type Tables, tenantTables } from '../src/data/tables.ts';
import { replaceTargets } from '../src/data/targets.ts';
import { newId } from '../src/ids.ts';
import { publishing } from '../src/index.ts';
import { insertMediaAsset } from '../src/media/data/media-assets.ts';
import type { PostStatus } from '../src/post-state.ts';

const STATUSES = ['DRAFT', 'SCHEDULED', 'PUBLISHED', 'FAILED'] as const;
const TAGS = ['launch', 'über uns', 'q3'];
const PHRASES = ['cold brew', 'okapi', 'C++'];

interface Model {
  id: string;
  status: (typeof STATUSES)[number];
  body: string;
  thread: string[];
  tags: string[];
  /** Account numbers. */
  accounts: number[];
  createdAt: Date;
  scheduledAt: Date | null;
  publishedAt: Date | null;
}

const text = fc
  .array(fc.constantFrom('cold', 'brew', 'okapi', 'c++'), { minLength: 1, maxLength: 4 })
  .map((words) => words.join(' '));
const hour = fc.integer({ min: 0, max: 5 }).map((number) => new Date(Date.UTC(2026, 2, 1, number)));
const model: fc.Arbitrary<Model> = fc.record({
  id: fc.uuid().map((id) => `post_${id}`),
  status: fc.constantFrom(...STATUSES),
  body: text,
  thread: fc.array(text, { maxLength: 2 }),
  tags: fc.subarray(TAGS),
  accounts: fc.subarray([0, 1, 2]),
  createdAt: hour,
  scheduledAt: fc.option(hour),
  publishedAt: fc.option(hour),
});

let opened: TestDatabase;
let scope: Scope<Tables>;
let accounts: string[];
let stored: Model[];
beforeAll(async () => {
  opened = await openTestDatabase();
  const models = fc.sample(model, { numRuns: 100, seed: 3 });
  ({ scope, accounts } = await write(models));
  stored = models;
  // Copies in another workspace, which must never be listed.
  await write(models);
});
afterAll(() => opened.stop());

function newScope(): Scope<Tables> {
  return {
    db: kyselyFor<Tables>(opened.database.pool, 'publishing', tenantTables),
    workspaceId: randomUUID(),
  };
}

async function write(models: readonly Model[]) {
  const own = newScope();
  const ids = await Promise.all([0, 1, 2].map(() => newAccount(own)));
  for (const { accounts: numbers, ...post } of models) {
    const status = post.status.toLowerCase() as PostStatus;
    await insertPost(own, { ...post, status, mediaIds: [], replyTo: null });
    await replaceTargets(
      own,
      post.id,
      numbers.map((number) => ids[number]!),
      'draft',
    );
  }
  return { scope: own, accounts: ids };
}

async function newAccount(own: Scope<Tables>): Promise<string> {
  const { id } = await upsertAccount(own, {
    id: newId('acct'),
    platform: 'devto',
    externalId: randomUUID(),
    handle: 'someone',
    displayName: null,
    avatarUrl: null,
    profileUrl: null,
    credentials: 'sealed',
    at: new Date(),
  });
  return id;
}

const SCOPES = ['posts:read', 'posts:write', 'media:write'];

async function ask(
  own: Scope<Tables>,
  source: string,
  variableValues: Record<string, unknown> = {},
  changes: Partial<Principal> = {},
) {
  const open = publishing.open(openServices(opened));
  const principal = testPrincipal(own.workspaceId, {
    scopes: SCOPES,
    policies: ['social-crm:api'],
    ...changes,
  });
  const contextValue = open.context({ requestId: 'test', signal: new AbortController().signal, principal });
  const variables = JSON.parse(JSON.stringify(variableValues));
  const { data, errors } = await graphql({
    schema: open.schema,
    source,
    variableValues: variables,
    contextValue,
  });
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it has asked for
  return { data: data as any, errors };
}

const LIST = `query ($filter: PostFilter, $search: String, $sort: PostSort!, $order: SortOrder!, $first: Int, $after: String, $skip: Int) {
  posts(filter: $filter, search: $search, sort: $sort, order: $order, first: $first, after: $after, skip: $skip) {
    totalCount nodes { id } pageInfo { endCursor hasNextPage } } }`;

/** A filter by account numbers and hours, for the reference implementation. */
interface Asked {
  status?: string[];
  accountId?: number[];
  tag?: string[];
  scheduledBetween?: { from?: Date; to?: Date };
  publishedBetween?: { from?: Date; to?: Date };
  search?: string;
}

const range = fc.record({ from: hour, to: hour }, { requiredKeys: [] });
const MEMBERS = {
  status: fc.subarray([...STATUSES]),
  accountId: fc.subarray([0, 1, 2]),
  tag: fc.subarray(TAGS).map((tags) => tags.map((tag) => tag.toUpperCase())),
  scheduledBetween: range,
  publishedBetween: range,
  search: fc.constantFrom(...PHRASES),
};
const asked: fc.Arbitrary<Asked> = fc
  .subarray(Object.keys(MEMBERS) as (keyof typeof MEMBERS)[], { maxLength: 3 })
  .chain(
    (names) =>
      fc.record(
        Object.fromEntries(names.map((name) => [name, MEMBERS[name] as fc.Arbitrary<unknown>])),
      ) as fc.Arbitrary<Asked>,
  );

function asVariables({ search, accountId, ...filter }: Asked) {
  const ids = accountId?.map((number) => accounts[number]);
  return { search, filter: { ...filter, ...(ids ? { accountId: ids } : {}) } };
}

const within = (time: Date | null, given: Asked['scheduledBetween']) =>
  (!given?.from || (time !== null && time >= given.from)) &&
  (!given?.to || (time !== null && time < given.to));

function isSelected(post: Model, wanted: Asked): boolean {
  const any = (list: readonly unknown[] | undefined, has: (item: never) => boolean) =>
    !list?.length || list.some(has as never);
  const words = [post.body, ...post.thread].join(' ');
  const said = wanted.search?.toLowerCase();
  return (
    any(wanted.status, (status) => status === post.status) &&
    any(wanted.accountId, (number) => post.accounts.includes(number)) &&
    any(wanted.tag, (tag: string) => post.tags.includes(tag.toLowerCase())) &&
    within(post.scheduledAt, wanted.scheduledBetween) &&
    within(post.publishedAt, wanted.publishedBetween) &&
    (!said || (said === 'c++' ? words.includes(said) : words.replaceAll('+', '').includes(said)))
  );
}

function expected(wanted: Asked, sort: string, order: string): string[] {
  const timeOf = (post: Model) => post[`${sort.toLowerCase()}At` as 'createdAt']?.getTime() ?? null;
  const sign = order === 'ASC' ? 1 : -1;
  const compare = (one: Model, other: Model) => {
    const [a, b] = [timeOf(one), timeOf(other)];
    if ((a === null) !== (b === null)) return a === null ? 1 : -1;
    return sign * ((a ?? 0) - (b ?? 0) || (one.id < other.id ? -1 : 1));
  };
  return stored
    .filter((post) => isSelected(post, wanted))
    .sort(compare)
    .map(({ id }) => id);
}

describe('posts are listed as a simple reference implementation lists them', () => {
  const sorting = fc.record({
    sort: fc.constantFrom('CREATED', 'SCHEDULED', 'PUBLISHED'),
    order: fc.constantFrom('ASC', 'DESC'),
  });

  test('page by page, with their total', async () => {
    const property = fc.asyncProperty(
      asked,
      sorting,
      fc.integer({ min: 1, max: 40 }),
      async (wanted, sorted, first) => {
        const whole = expected(wanted, sorted.sort, sorted.order);
        const seen: string[] = [];
        for (let after: string | null = null, more = true; more; ) {
          const { data, errors } = await ask(scope, LIST, {
            ...asVariables(wanted),
            ...sorted,
            first,
            after,
          });
          expect(errors).toBeUndefined();
          expect(data.posts.totalCount).toBe(whole.length);
          seen.push(...data.posts.nodes.map(({ id }: { id: string }) => id));
          ({ endCursor: after, hasNextPage: more } = data.posts.pageInfo);
        }
        expect(seen).toEqual(whole);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  test('by offset', async () => {
    const property = fc.asyncProperty(
      asked,
      sorting,
      fc.integer({ min: 0, max: 110 }),
      async (wanted, sorted, skip) => {
        const { data } = await ask(scope, LIST, { ...asVariables(wanted), ...sorted, first: 7, skip });
        const ids = data.posts.nodes.map(({ id }: { id: string }) => id);
        expect(ids).toEqual(expected(wanted, sorted.sort, sorted.order).slice(skip, skip + 7));
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });
});

test('a post is found by its current text', async () => {
  const own = newScope();
  const id = newId('post');
  const at = new Date();
  await insertPost(own, {
    id,
    status: 'draft',
    body: 'first words',
    mediaIds: [],
    replyTo: null,
    scheduledAt: null,
    createdAt: at,
  });
  const found = async (search: string) =>
    (await ask(own, `{ posts(search: ${JSON.stringify(search)}) { totalCount } }`)).data.posts.totalCount;
  expect([await found('First Words'), await found('new thread')]).toEqual([1, 0]);
  await updatePost(own, id, { texts: { body: 'other', thread: ['a new thread'] }, updatedAt: at });
  expect([await found('first words'), await found('New Thread')]).toEqual([0, 1]);
});

describe('tags', () => {
  const CREATE = `mutation ($tags: [String!]) { createPost(input: { body: "a", tags: $tags }) {
    __typename ... on PostCreated { post { id tags } } ... on InvalidInput { field } } }`;

  test('are stored once each in lower case, and replaced as a whole', async () => {
    const own = newScope();
    const { data } = await ask(own, CREATE, { tags: [' Launch', 'launch', 'Über uns'] });
    const { id, tags } = data.createPost.post;
    expect(tags).toEqual(['launch', 'über uns']);
    const update = `mutation ($id: ID!, $input: UpdatePostInput!) { updatePost(id: $id, input: $input) {
      ... on PostUpdated { post { body tags } } } }`;
    const change = async (input: object) => (await ask(own, update, { id, input })).data.updatePost.post;
    expect(await change({ body: 'b' })).toEqual({ body: 'b', tags: ['launch', 'über uns'] });
    expect(await change({ tags: ['Q3'] })).toEqual({ body: 'b', tags: ['q3'] });
    expect(await change({ tags: [] })).toEqual({ body: 'b', tags: [] });
  });

  test.each([
    [Array.from({ length: 21 }, (_, index) => `t${index}`)],
    [['  ']],
    [['x'.repeat(51)]],
    [['a\0b']],
  ])('%j are refused', async (tags) => {
    const { data } = await ask(newScope(), CREATE, { tags });
    expect(data.createPost).toEqual({ __typename: 'InvalidInput', field: 'tags' });
  });
});

test.each([
  ['posts(search: " ") { totalCount }', 'search'],
  ['posts(filter: { tag: ["a", ""] }) { totalCount }', 'filter.tag'],
  [`posts(filter: { accountId: [${'"a",'.repeat(101)}] }) { totalCount }`, 'filter.accountId'],
  ['posts(after: "bm90IG9uZQ") { nodes { id } }', 'after'],
  ['mediaAssets(first: 101) { nodes { id } }', 'first'],
])('%s is refused for `%s`', async (query, field) => {
  const { errors } = await ask(scope, `{ ${query} }`);
  expect(errors![0]!.originalError).toMatchObject({ code: 'INVALID_INPUT', details: { field } });
});

describe('mediaAssets', () => {
  const MEDIA = `query ($filter: MediaAssetFilter, $first: Int, $after: String) {
    mediaAssets(filter: $filter, first: $first, after: $after) {
      totalCount nodes { filename status } pageInfo { endCursor hasNextPage } } }`;
  let own: Scope<Tables>;
  beforeAll(async () => {
    own = newScope();
    const files = [
      ['a.png', 'image/png', 'ready'],
      ['b.mp4', 'video/mp4', 'ready'],
      ['c.png', 'image/png', 'pending'],
    ] as const;
    for (const each of [own, newScope()])
      for (const [minute, [filename, contentType, status]] of files.entries())
        await insertMediaAsset(each, {
          id: newId('media'),
          key: randomUUID(),
          filename,
          contentType,
          size: 10,
          alt: '',
          status,
          sha256: status === 'ready' ? 'ab' : null,
          createdAt: new Date(Date.UTC(2026, 2, 1, 0, minute)),
          confirmedAt: null,
          expiresAt: new Date(Date.UTC(2026, 2, 2)),
        });
  });
  const names = async (given: Record<string, unknown>) => {
    const { data } = await ask(own, MEDIA, given);
    const { nodes, ...rest } = data.mediaAssets;
    return { ...rest, names: nodes.map(({ filename }: { filename: string }) => filename) };
  };

  test('are listed newest first, page by page', async () => {
    const first = await names({ first: 2 });
    expect(first).toMatchObject({
      names: ['c.png', 'b.mp4'],
      totalCount: 3,
      pageInfo: { hasNextPage: true },
    });
    const next = await names({ first: 2, after: first.pageInfo.endCursor });
    expect(next).toMatchObject({ names: ['a.png'], pageInfo: { hasNextPage: false } });
  });

  test.each([
    [{ status: 'PENDING' }, ['c.png']],
    [{ contentType: ['image/png'] }, ['c.png', 'a.png']],
    [{ status: 'READY', contentType: ['image/png', 'image/gif'] }, ['a.png']],
    [{ contentType: [] }, ['c.png', 'b.mp4', 'a.png']],
  ])('are filtered by %j', async (filter, expectedNames) => {
    expect(await names({ filter })).toMatchObject({ names: expectedNames, totalCount: expectedNames.length });
  });
});

test.each(['posts', 'connectedAccounts', 'mediaAssets'])(
  '%s gives not even its total to a key without a scope for it',
  async (field) => {
    const { errors } = await ask(scope, `{ ${field} { totalCount } }`, {}, { scopes: [] });
    expect(errors![0]!.originalError).toMatchObject({ code: 'FORBIDDEN_SCOPE' });
  },
);
