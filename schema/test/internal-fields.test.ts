import { expect, test } from '@jest/globals';
import { apiSdl, supergraphSdl } from '@tributary/schema';
import type { FieldDefinitionNode } from 'graphql';
import { print } from 'graphql';
import { objectTypes, rootFields } from './definitions.ts';

const POLICY = 'tributary:internal';

const isInternal = ({ directives = [] }: FieldDefinitionNode) =>
  directives.some((directive) => directive.name.value === 'policy' && print(directive).includes(POLICY));
const isInaccessible = ({ directives = [] }: FieldDefinitionNode) =>
  directives.some(({ name }) => name.value === 'inaccessible');

const internal = rootFields(supergraphSdl()).filter(({ field }) => isInternal(field));

test('the supergraph has fields that no key may query', () => {
  const names = internal.map(({ field }) => field.name.value);
  expect(names).toEqual(
    expect.arrayContaining(['addCreatorFunds', 'mentionBrandCounts', 'refundUndelivered']),
  );
});

test('root fields that no key may query are exactly the inaccessible ones', () => {
  for (const { type, field } of rootFields(supergraphSdl()))
    expect([type, field.name.value, isInaccessible(field)]).toEqual([
      type,
      field.name.value,
      isInternal(field),
    ]);
});

test('every field below the root with the internal policy is inaccessible', () => {
  const fields = objectTypes(supergraphSdl()).flatMap(({ fields = [] }) => fields);
  expect(fields.filter((field) => isInternal(field) && !isInaccessible(field))).toEqual([]);
});

test.each(internal.map(({ field }) => field.name.value))('%s is not in the schema of clients', (name) => {
  expect(rootFields(apiSdl()).map(({ field }) => field.name.value)).not.toContain(name);
});
