import { expect, test } from '@jest/globals';
import { supergraphSdl } from '@tributary/schema';
import { rootFields } from './definitions.ts';

const roots = rootFields(supergraphSdl());

test('the graph has root fields', () => {
  expect(roots.filter(({ type }) => type === 'Query').length).toBeGreaterThan(20);
  expect(roots.filter(({ type }) => type === 'Mutation').length).toBeGreaterThan(30);
});

// If a non-null root field fails, all of `data` is null, and with it every other field.
test.each(roots.map(({ type, field }) => [`${type}.${field.name.value}`, field] as const))(
  '%s may be null, so that it can fail alone',
  (_, { type }) => expect(type.kind).not.toBe('NonNullType'),
);
