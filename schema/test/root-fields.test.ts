import { expect, test } from '@jest/globals';
import { supergraphSdl } from '@tributary/schema';
import { rootFields } from './definitions.ts';

const roots = rootFields(supergraphSdl());

test('the graph has root fields to look at', () => {
  expect(roots.filter(({ type }) => type === 'Query').length).toBeGreaterThan(20);
  expect(roots.filter(({ type }) => type === 'Mutation').length).toBeGreaterThan(30);
});

// A non-null root field that fails takes `data` with it, and so the answers of all fields beside it.
test.each(roots.map(({ type, field }) => [`${type}.${field.name.value}`, field] as const))(
  '%s may be null, so that it can fail alone',
  (_, { type }) => expect(type.kind).not.toBe('NonNullType'),
);
