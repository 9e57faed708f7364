import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { createDocuments } from '../../src/graph/documents/document-cache.ts';
import { preparedDocuments } from '../../src/graph/transports/prepared-documents.ts';
import { testRequest } from './support/subgraphs.ts';

const schema = buildSchema('type Query { a: Int }');

// executor.test.ts tests the bound of cached plans, ../graphql/persisted.test.ts that of registered
// documents.
describe('the caches are limited to', () => {
  test('1,000 parsed documents, valid or invalid', () => {
    const documents = createDocuments(schema);
    for (let index = 0; index < 1_500; index++) {
      documents.read(`{ n${index}: a }`);
      documents.read(`{ n${index}: b }`);
    }
    expect(documents.size()).toBe(1_000);
  });

  test('10,000,000 characters of documents', () => {
    const documents = createDocuments(schema);
    const long = ' '.repeat(999_000);
    for (let index = 0; index < 30; index++) documents.read(`{ n${index}: a }${long}`);
    expect(documents.size()).toBe(10);
  });

  test('2,000 documents of a subgraph, compiled or not', () => {
    const documents = preparedDocuments(schema);
    for (let index = 0; index < 2_100; index++) {
      const operation = {
        query: `{ n${index}: a }`,
        kind: 'query' as const,
        variables: {},
        operationName: undefined,
        request: testRequest(),
      };
      documents.of(operation);
      if (index % 10 === 0) expect(documents.of(operation).compiled).not.toBeNull();
    }
    expect(documents.size()).toBe(2_000);
  });
});
