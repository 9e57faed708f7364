import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { documentedApis } from './dialects/index.ts';
import type { Sent } from './documented.ts';
import type { Described, Member, Schema } from './openapi.ts';
import { changed, toSucceed } from './plan/case.ts';
import { type OperationPlan, planOf } from './plan/index.ts';
import { wrongValues } from './values.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** Texts that match a parameter's format, and are rejected, if at all, for their meaning. */
const TEXTS = [
  '',
  ' ',
  '@',
  '$at',
  '-1',
  '{"a":1}',
  'http://',
  'https://example.org/a',
  'a b c',
  'x'.repeat(3_000),
  '🦜'.repeat(300),
  '0000-00-00',
  '1969-12-31',
  '2999-01-01T00:00:00+0100',
  '2026-13-01T00:00:00Z',
];
const OTHERS = [-1, 0, 1e15, null, true, [], [''], {}];

/** Terms of the graph, which callers of a REST endpoint do not know. */
const GRAPH =
  /graphql|\bconnection\b|\$[a-z]\w*|\bvariable|subgraph|resolver|selection set|\bmutation|__typename|\b(?:Int|Float|Long|DateTime|ID)\b|non-null|\bargument|\b(?:input|filter|of)\.[a-z]|\b[A-Z]{2,}_[A-Z]+\b/;

/** The error of operations that require a language model. */
const MODEL_SETTINGS = /No language model is configured: set `AI_BASE_URL`/;

describe.each(documentedApis.map((documented) => [documented.title, planOf(documented)] as const))(
  '%s: an error speaks of the request, and in its words',
  (_, { documented, operations }) => {
    test.each(operations.map((each) => [`${each.described.method} ${each.described.path}`, each] as const))(
      '%s',
      async (_, operation) => {
        const found = new Set<string>();
        for (const sends of requestsOf(operation)) {
          const sent = typeof sends === 'function' ? await sends(world) : sends;
          const path = `/${documented.name}${addressOf(operation.described, sent)}`;
          const { method } = operation.described;
          const answer = await world.send(method, path, { ...sent, key: world.key(documented.name) });
          if (answer.status < 400) continue;
          expect([200, 500, 502]).not.toContain(answer.status);
          for (const message of messagesIn(answer.json))
            for (const word of foreignWords(message, operation.described, sent))
              found.add(`${word}: ${message.slice(0, 200)}`);
        }
        expect([...found]).toEqual([]);
      },
    );
  },
);

describe('a list', () => {
  const lists = documentedApis.flatMap((documented) =>
    planOf(documented).operations.flatMap((each) =>
      each.described.members
        .map((member) => ({ member, schema: listOf(member.schema) }))
        .flatMap(({ member, schema }) =>
          schema
            ? [[documented.name, each.described.id, member.name, { each, member, schema }] as const]
            : [],
        ),
    ),
  );

  test.each(lists)(
    'of %s %s, %s, may be empty unless the OpenAPI document says otherwise',
    async (dialect, _, name, { each: { operation, described }, member, schema }) => {
      const { sends } = toSucceed(operation, [[member, []]]);
      const sent = typeof sends === 'function' ? await sends(world) : sends;
      const path = `/${dialect}${addressOf(described, sent)}`;
      const { status, text } = await world.send(described.method, path, { ...sent, key: world.key(dialect) });
      expect([status < 400, text.includes(name)]).toEqual(
        schema.minItems ? [false, true] : [true, expect.any(Boolean)],
      );
    },
  );
});

/** The schema of a list, nullable ones included. */
function listOf(schema: Schema): Schema | undefined {
  return [schema, ...(schema.anyOf ?? [])].find(({ type }) => type === 'array');
}

/**
 * The first example with each member set to each invalid value, and path parameters set to unknown
 * ids.
 */
function requestsOf({ described, operation }: OperationPlan) {
  const members = described.members.flatMap((member) =>
    valuesFor(member).map((value) => toSucceed(operation, [[member, value]]).sends),
  );
  const ids = [...described.path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) =>
    ['x', '0', '00000000-0000-4000-8000-000000000000', '🦜'].map((id) =>
      changed(operation.examples[0].sends, { params: { [name!]: id } }),
    ),
  );
  return [...members, ...ids];
}

function valuesFor(member: Member): unknown[] {
  if (member.place === 'query') return [...TEXTS, ...wrongValues(member)];
  return [...TEXTS, ...OTHERS, ...wrongValues(member), ...nested(member.schema)];
}

/** Lists of objects in which one member is invalid. */
function nested({ items, properties, anyOf }: Schema): unknown[] {
  const inner = items ?? anyOf?.find((each) => each.items)?.items;
  if (inner) return nested(inner).flatMap((value) => [[value], [[value]]]);
  const objects = [
    ...(properties ? [properties] : []),
    ...(anyOf ?? []).flatMap((each) => each.properties ?? []),
  ];
  return objects.flatMap((each) =>
    Object.keys(each).flatMap((name) => ['', 7, [], 'a b'].map((value) => ({ [name]: value }))),
  );
}

function addressOf({ path }: Described, { params = {}, query = {} }: Sent): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, String(each)]),
  );
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name]!));
  return `${filled}?${new URLSearchParams(pairs)}`;
}

/** Returns the texts in an error's envelope that are meant for people. */
function messagesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    /code$/.test(name) ? [] : [...messagesIn(member), ...(name.includes('.') ? [`\`${name}\``] : [])],
  );
}

/**
 * Returns the words of a message that the caller cannot know: terms of the graph, and names that
 * are not in the request.
 */
function foreignWords(message: string, described: Described, sent: Sent): string[] {
  const echoed = valuesIn([sent.query, sent.body, sent.params]);
  const own = echoed.reduce((text, value) => text.replaceAll(value, ''), message);
  // A server without a model names the settings that are missing.
  if (MODEL_SETTINGS.test(own)) return [];
  const known = new Set([...namesOf(described), 'query', 'body', 'path', 'header']);
  const quoted = [...own.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name!.split(/[.[\]]+/));
  const camel = own.match(/\b[a-z]+[A-Z]\w*/g) ?? [];
  const terms = GRAPH.exec(own)?.[0];
  return [
    ...(terms ? [terms] : []),
    ...[...quoted, ...camel].filter((name) => name !== '' && !/^\d+$/.test(name) && !known.has(name)),
  ];
}

function valuesIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length > 1 ? [value, value.slice(0, 40)] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([, member]) => valuesIn(member));
}

function namesOf({ path, members, body }: Described): string[] {
  return [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
    ...members.map(({ name }) => name),
    ...(body ? namesIn(body.schema) : []),
  ];
}

function namesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, enum: values } = schema as { properties?: object; enum?: unknown[] };
  return [
    ...Object.keys(properties ?? {}),
    ...(values ?? []).map(String),
    ...Object.values(schema).flatMap(namesIn),
  ];
}
