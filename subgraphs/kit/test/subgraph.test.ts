import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openServices, openTestDatabase, type TestDatabase, testPrincipal } from '@tributary/kit/testing';
import { type GraphQLError, graphql } from 'graphql';
import { TributaryError } from '../src/core/errors.ts';
import { operatorPrincipal, type Principal, workspacePrincipal } from '../src/core/principal.ts';
import { migrate } from '../src/postgres/migrate.ts';
import { defineSubgraph } from '../src/subgraph/define.ts';
import type { OpenSubgraph } from '../src/subgraph/open-subgraph.ts';
import type { ContextSource } from '../src/subgraph/subgraph-definition.ts';
import { testSubgraph } from './fixtures/test-subgraph.ts';

let opened: TestDatabase;
let open: OpenSubgraph;
beforeAll(async () => {
  opened = await openTestDatabase();
  await migrate(opened.database, [testSubgraph]);
  open = testSubgraph.open(openServices(opened));
});
afterAll(() => opened.stop());

const workspace = randomUUID();
const principal = (changes: Partial<Principal> = {}) =>
  testPrincipal(workspace, {
    keyId: randomUUID(),
    scopes: [],
    policies: [],
    plans: {},
    products: [],
    ...changes,
  });

/** Executes an operation; returns its data, and the code and message of each error. */
async function run(who: Principal | null, source: string, variableValues: Record<string, unknown> = {}) {
  const contextValue = open.context({ principal: who, requestId: 'r', signal: new AbortController().signal });
  const { data, errors } = await graphql({ schema: open.schema, source, variableValues, contextValue });
  const codes = (errors ?? []).map((error: GraphQLError) => {
    const { originalError } = error;
    return originalError instanceof TributaryError ? originalError.code : error.message;
  });
  return { data: JSON.parse(JSON.stringify(data ?? null)), codes, errors };
}

const scopes = (...names: string[]) => principal({ scopes: names });

describe('a guard', () => {
  type Row = [field: string, who: Principal | null, code: string | null];
  const tracker = (...policies: string[]) =>
    principal({ policies, products: ['community-tracker'], plans: { 'community-tracker': 'free' } });
  const rows: Row[] = [
    ['open', null, null],
    ['signedIn', null, 'UNAUTHENTICATED'],
    ['signedIn', principal(), null],
    ['scoped', null, 'UNAUTHENTICATED'],
    ['scoped', scopes(), 'FORBIDDEN_SCOPE'],
    ['scoped', scopes('a:read'), 'FORBIDDEN_SCOPE'],
    ['scoped', scopes('a:read', 'b:read'), null],
    ['scoped', scopes('admin'), null],
    ['planned', null, 'UNAUTHENTICATED'],
    ['planned', principal(), 'FORBIDDEN_SCOPE'],
    ['planned', tracker('community-tracker:api'), 'PLAN_REQUIRED'],
    ['planned', tracker('community-tracker:api', 'community-tracker:more'), null],
    ['planned', principal({ policies: ['buzzabout:api'] }), null],
    ['both', scopes('a:read'), 'FORBIDDEN_SCOPE'],
    ['both', tracker('community-tracker:api'), 'FORBIDDEN_SCOPE'],
    ['both', { ...tracker('community-tracker:api'), scopes: ['a:read'] }, null],
    ['secret { id }', null, 'UNAUTHENTICATED'],
    ['secret { id }', scopes(), 'FORBIDDEN_SCOPE'],
    ['secret { id }', scopes('secret:read'), null],
    ['secret { __typename }', scopes(), 'FORBIDDEN_SCOPE'],
    ['secret { deep }', scopes('secret:read'), 'FORBIDDEN_SCOPE'],
    ['secret { deep }', scopes('secret:read', 'deep:read'), null],
    ['secretPage { totalCount }', scopes(), 'FORBIDDEN_SCOPE'],
    ['secretPage { totalCount nodes { id } }', scopes('secret:read'), null],
    ['holder { plain }', null, null],
    ['holder { secret { id } }', scopes(), 'FORBIDDEN_SCOPE'],
    ['holder { secret { id } }', scopes('secret:read'), null],
    ['animal { name }', null, 'UNAUTHENTICATED'],
    ['animal { name }', scopes(), 'FORBIDDEN_SCOPE'],
    ['animal { name }', scopes('dog:read'), null],
    ['result { __typename }', null, 'UNAUTHENTICATED'],
    ['result { __typename }', principal(), null],
    ['planned', operatorPrincipal(workspace), null],
    ['both', operatorPrincipal(workspace), null],
    ['secret { id }', workspacePrincipal(workspace, { scopes: [], policies: [] }), 'FORBIDDEN_SCOPE'],
    ['secret { id }', workspacePrincipal(workspace, { scopes: ['secret:read'], policies: [] }), null],
  ];

  test.each(rows.map(([field, who, code], index) => [index + 1, field, code, who] as const))(
    '%i: { %s } answers %s',
    async (_, field, code, who) => {
      const { codes } = await run(who, `{ ${field} }`);
      expect(codes).toEqual(code ? [code] : []);
    },
  );

  test('refuses a mutation before it has an effect', async () => {
    const { codes } = await run(scopes('a:read'), 'mutation { addName(name: "x") }');
    expect(codes).toEqual(['FORBIDDEN_SCOPE']);
    expect((await run(principal(), '{ names }')).data.names).toEqual([]);
  });

  test('refuses a list once, not once for each item', async () => {
    const { codes } = await run(scopes(), '{ secrets { id } }');
    expect(codes).toEqual(['FORBIDDEN_SCOPE']);
  });

  test('refuses one field and resolves the others', async () => {
    const { data } = await run(null, '{ open signedIn }');
    expect(data).toEqual({ open: 'open', signedIn: null });
  });

  test('names the scope that is missing', async () => {
    const { errors } = await run(scopes(), '{ scoped }');
    expect(errors![0]!.message).toBe('This key lacks the scope a:read and b:read or admin.');
  });

  test('names the plan and its product', async () => {
    const { errors } = await run(tracker(), '{ planned }');
    expect(errors![0]!.message).toBe('The plan "free" of community-tracker does not include this.');
    expect((errors![0]!.originalError as TributaryError).details).toEqual({
      product: 'community-tracker',
      plan: 'free',
    });
  });
});

describe('an entity reference', () => {
  const entity = (type: string, fields: string) =>
    `{ _entities(representations: [{ __typename: "${type}", id: "7" }, { __typename: "${type}", id: "8" }]) { ... on ${type} { ${fields} } } }`;

  test('is refused without the rights that its type requires', async () => {
    const { data, codes } = await run(scopes(), entity('Secret', 'text'));
    expect(data._entities).toEqual([null, null]);
    expect(new Set(codes)).toEqual(new Set(['FORBIDDEN_SCOPE']));
  });

  test('is resolved with them', async () => {
    const { data } = await run(scopes('secret:read'), entity('Secret', 'text'));
    expect(data._entities).toEqual([{ text: 'secret 7' }, { text: 'secret 8' }]);
  });

  test('is refused for fields that require more', async () => {
    expect((await run(scopes('secret:read'), entity('Secret', 'deep'))).codes).toContain('FORBIDDEN_SCOPE');
  });

  test('is refused also where the type has no reference resolver', async () => {
    expect((await run(scopes(), entity('Bare', 'text'))).data._entities).toEqual([null, null]);
    const { data } = await run(scopes('bare:read'), entity('Bare', 'text'));
    expect(data._entities[0]).toEqual({ text: 'bare text' });
  });

  test('that is refused does not affect the others', async () => {
    const mixed = `{ _entities(representations: [{ __typename: "Secret", id: "7" }, { __typename: "Open", id: "8" }]) {
      __typename ... on Open { late } } }`;
    const { data, codes } = await run(principal(), mixed);
    expect(data._entities).toEqual([null, { __typename: 'Open', late: 'late' }]);
    expect(codes).toEqual(['FORBIDDEN_SCOPE']);
  });

  test('is refused without the rights that an extension of its type requires', async () => {
    expect((await run(null, entity('Open', 'late'))).codes).toContain('UNAUTHENTICATED');
    expect((await run(principal(), entity('Open', 'late'))).data._entities[0]).toEqual({ late: 'late' });
  });
});

describe('@rateLimit', () => {
  test('allows a number of calls per key and refuses the next', async () => {
    const who = principal();
    const { data, codes } = await run(who, '{ a: limited b: limited c: limited }');
    expect(codes).toEqual(['RATE_LIMITED']);
    expect(data).toMatchObject({ a: 'limited', b: 'limited', c: null });
    expect((await run(who, '{ limited }')).codes).toEqual(['RATE_LIMITED']);
  });

  test('counts each key and each field separately', async () => {
    const who = { ...principal(), scopes: ['a:read'] };
    await run(who, '{ a: limited b: limited }');
    expect((await run(who, '{ limitedAndScoped }')).codes).toEqual([]);
    expect((await run(principal(), '{ limited }')).codes).toEqual([]);
  });

  test('states how many calls are allowed, and when to retry', async () => {
    const { errors } = await run(principal(), '{ a: limited b: limited c: limited }');
    expect(errors![0]!.message).toBe('At most 2 calls of `limited` in 1m.');
    expect(errors![0]!.originalError).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 60 } });
  });

  test('still requires the scope', async () => {
    expect((await run(principal(), '{ limitedAndScoped }')).codes).toEqual(['FORBIDDEN_SCOPE']);
  });
});

describe('the scope of a context', () => {
  test('is the workspace of the caller', async () => {
    const [ours, theirs] = [randomUUID(), randomUUID()].map((id) => ({
      ...scopes('a:write'),
      workspaceId: id,
    }));
    expect((await run(ours!, 'mutation { addName(name: "mine") }')).data.addName).toEqual(['mine']);
    expect((await run(theirs!, '{ names }')).data.names).toEqual([]);
  });

  test('is refused without a caller', async () => {
    expect((await run(null, '{ names }')).codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a connection', () => {
  const PAGE = `query ($first: Int, $after: String, $skip: Int) { numbers(first: $first, after: $after, skip: $skip) {
    nodes totalCount edges { node cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

  test('read by its cursors contains each row once', async () => {
    const seen: number[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data } = await run(null, PAGE, { first: 10, after });
      seen.push(...data.numbers.nodes);
      ({ endCursor: after, hasNextPage: more } = data.numbers.pageInfo);
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => index));
  });

  test('contains twenty rows by default', async () => {
    expect((await run(null, '{ numbers { nodes } }')).data.numbers.nodes).toHaveLength(20);
  });

  test('has one total if nothing is bounded', async () => {
    const query = '{ numbers { totalCount totalCountIsExact exact: totalCount(exact: true) } }';
    expect((await run(null, query)).data.numbers).toEqual({
      totalCount: 25,
      totalCountIsExact: true,
      exact: 25,
    });
  });

  test('starts and ends at the cursors of its edges', async () => {
    const { numbers } = (await run(null, PAGE, { first: 3, skip: 4 })).data;
    expect(numbers.edges.map((edge: { node: number }) => edge.node)).toEqual([4, 5, 6]);
    expect(numbers.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: true,
      startCursor: numbers.edges[0].cursor,
      endCursor: numbers.edges[2].cursor,
    });
  });
});

describe('selects', () => {
  const cases: [selection: string, asked: string[]][] = [
    ['light', []],
    ['heavy', ['heavy']],
    ['other: heavy', ['heavy']],
    ['heavy: light', []],
    ['inner { heavy }', ['inner.heavy']],
    ['inner { light } inner { heavy }', ['inner.heavy']],
    ['inner { inner { heavy } } heavy', ['heavy', 'inner.inner.heavy']],
    ['...F', ['heavy', 'inner.heavy']],
    ['inner { ...F }', ['inner.heavy', 'inner.inner.heavy']],
    ['... { heavy }', ['heavy']],
    ['... on Selected { inner { ... on Selected { heavy } } }', ['inner.heavy']],
    ['heavy @skip(if: true)', []],
    ['heavy @skip(if: false)', ['heavy']],
    ['heavy @include(if: false)', []],
    ['heavy @include(if: $yes) @skip(if: $no)', ['heavy']],
    ['heavy @skip(if: $yes)', []],
    ['...F @include(if: $no)', []],
    ['... @skip(if: $yes) { heavy }', []],
    ['inner @include(if: $no) { heavy }', []],
  ];

  test.each(cases)('of { %s } is %j', async (selection, asked) => {
    const fragment = selection.includes('...F') ? 'fragment F on Selected { heavy inner { heavy } }' : '';
    const variables = selection.includes('$') ? '($yes: Boolean = true, $no: Boolean = false)' : '';
    const declared = ['yes', 'no'].filter((name) => selection.includes(`$${name}`));
    const head =
      variables && `(${declared.map((name) => `$${name}: Boolean = ${name === 'yes'}`).join(', ')})`;
    const { data, codes } = await run(null, `query ${head} { selected { asked ${selection} } } ${fragment}`);
    expect(codes).toEqual([]);
    expect(data.selected.asked).toEqual(asked);
  });
});

describe('the schema of a subgraph', () => {
  const parts = {
    name: 'x',
    context: (source: ContextSource<unknown>) => source,
    migrations: {},
    tables: { tenant: [], shared: [] },
  };

  test('is rejected if a resolver has no field', () => {
    const define = () =>
      defineSubgraph({ ...parts, sdl: 'type Query { a: Int }', resolvers: { Query: { b: () => 1 } } }).schema;
    expect(define).toThrow('There is a resolver of Query.b, which the SDL does not have.');
  });

  test('is rejected if a resolver has no type', () => {
    const define = () =>
      defineSubgraph({ ...parts, sdl: 'type Query { a: Int }', resolvers: { Quary: { a: () => 1 } } }).schema;
    expect(define).toThrow('There are resolvers of Quary, which the SDL does not have.');
  });

  test('is rejected if the SDL is invalid', () => {
    expect(
      () => defineSubgraph({ ...parts, sdl: 'type Query { a: Nothing }', resolvers: {} }).schema,
    ).toThrow(/Nothing/);
  });

  test('passes defaults of enums to resolvers like values of a caller', async () => {
    const { schema } = defineSubgraph({
      ...parts,
      sdl: `type Query { a(by: Sort! = NEWEST, in: In): String } enum Sort { NEWEST } input In { then: [Sort!] = [NEWEST] }`,
      resolvers: {
        Query: { a: (_: unknown, args: object) => JSON.stringify(args) },
        Sort: { NEWEST: 'newest' },
      },
    });
    const { data } = await graphql({ schema, source: '{ a one: a(by: NEWEST) two: a(in: {}) }' });
    expect(data).toEqual({
      a: '{"by":"newest"}',
      one: '{"by":"newest"}',
      two: '{"by":"newest","in":{"then":["newest"]}}',
    });
  });

  test('returns the whole SDL, including the shared part', () => {
    expect(testSubgraph.sdl).toContain('scalar DateTime');
  });
});
