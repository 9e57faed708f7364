import { describe, expect, test } from '@jest/globals';
import { TributaryError } from '@tributary/kit';
import fc from 'fast-check';
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { readBody, readQuery } from '../../src/rest/engine/input.ts';
import { Problem, problemOf } from '../../src/rest/engine/problem.ts';
import { dialects } from '../../src/rest/index.ts';

/** Returns the problem that a body is rejected with; null if it is valid. */
function refusal(schema: TSchema, body: unknown): Problem | null {
  try {
    readBody(schema, body);
    return null;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

const routes = dialects.flatMap((dialect) =>
  dialect.routes.flatMap((route) =>
    route.body ? [{ name: `${dialect.name} ${route.operationId}`, dialect, route, body: route.body }] : [],
  ),
);

/** Returns the names of a schema's members, at any depth. */
function namesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties } = schema as { properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(namesIn)];
}

/** Generates bodies with arbitrary values for the schema's members and arbitrary other members. */
function bodiesOf(schema: TSchema) {
  const name = fc.oneof(fc.constantFrom('a', ...namesIn(schema)), fc.string({ maxLength: 5 }));
  const value = fc.jsonValue({ maxDepth: 2 });
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      value,
      fc.dictionary(name, tie('node'), { maxKeys: 12 }),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
  }));
  return fc.oneof(fc.dictionary(name, node, { maxKeys: 20 }), node);
}

describe('an unexpected body is the caller’s fault', () => {
  test.each(routes)('of $name', ({ dialect, route, body }) => {
    fc.assert(
      fc.property(bodiesOf(body), (sent) => {
        try {
          const input = {
            ...readQuery(Type.Object({}), {}),
            params: {},
            body: readBody(body, sent),
            text: null,
          };
          route.check?.(input as never);
          route.variables(input as never);
        } catch (error) {
          expect(error instanceof Problem || error instanceof TributaryError ? null : error).toBeNull();
          const { status, body: answer } = dialect.fail(problemOf(error), null);
          expect(status).toBeLessThan(500);
          expect(status).toBeGreaterThanOrEqual(400);
          expect(JSON.stringify(answer)).not.toContain('undefined');
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each(routes)('of $name, with any number of unknown members', ({ body }) => {
    for (const count of [1, 7, 8, 9, 50]) {
      const sent = Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`unknown_${index}`, index]),
      );
      const problem = refusal(body, sent);
      if (problem) expect(problem.message).toMatch(/^body\.\w+ (is required|is not allowed)\.$/);
    }
  });
});

/** A body that is valid but for one enumerated member. */
interface Misspelt {
  readonly path: string;
  readonly allowed: readonly string[];
  readonly body: unknown;
}

/** Returns a misspelt body for each enumerated member of a schema, at any depth. */
function misspelt(schema: TSchema, path = 'body'): Misspelt[] {
  const {
    anyOf,
    enum: allowed,
    items,
    properties,
  } = schema as Partial<{
    anyOf: TSchema[];
    enum: string[];
    items: TSchema;
    properties: Record<string, TSchema>;
  }>;
  if (allowed) return [{ path, allowed, body: 'misspelt' }];
  if (items) return misspelt(items, `${path}.0`).map((each) => ({ ...each, body: [each.body] }));
  const alternatives = anyOf?.filter(({ type }: { type?: string }) => type !== 'null') ?? [];
  if (alternatives.length === 1) return misspelt(alternatives[0]!, path);
  return Object.entries(properties ?? {}).flatMap(([name, member]) =>
    misspelt(member, `${path}.${name}`).map((each) => ({
      ...each,
      body: { ...(Value.Create(schema) as object), [name]: each.body },
    })),
  );
}

describe('a misspelt value of an enumerated member is rejected with the allowed values', () => {
  const cases = routes.flatMap(({ name, body }) =>
    misspelt(body).map((each) => ({ name, schema: body, ...each })),
  );

  test('of several operations', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBeGreaterThan(5);
  });

  test.each(cases)('$path of $name', ({ schema, path, allowed, body }) => {
    expect(refusal(schema, body)?.details.errors).toMatchObject({
      [path]: `must be one of ${allowed.join(', ')}`,
    });
  });
});

describe('a text', () => {
  const schema = Type.Object({ name: Type.String({ minLength: 1, maxLength: 3 }) });

  test('is measured in characters, in a body and in a query', () => {
    for (const name of ['abc', '😀😀😀', 'ä€😀']) {
      expect(refusal(schema, { name })).toBeNull();
      expect(readQuery(schema, { name })).toEqual({ name });
    }
    // A letter with combining marks is one grapheme of many characters.
    for (const name of ['abcd', '😀😀😀😀', 'e\u0301\u0301\u0301']) {
      expect(refusal(schema, { name })?.message).toMatch(/^body\.name must not have more than 3 characters/);
      expect(() => readQuery(schema, { name })).toThrow('at most 3 characters');
    }
  });

  test('with enumerated values reports the allowed ones', () => {
    const closed = Type.Object({
      tone: Type.Enum(['calm', 'loud']),
      kind: Type.Optional(Type.Literal('one')),
    });
    expect(refusal(closed, { tone: 'odd' })?.message).toBe('body.tone must be one of calm, loud.');
    expect(refusal(closed, { tone: 'calm', kind: 'two' })?.message).toBe('body.kind must be one of one.');
  });
});
