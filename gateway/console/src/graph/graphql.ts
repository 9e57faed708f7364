import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './introspection.d.ts';

/** Parses an operation; its types are inferred from the schema of the public graph. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { ID: string; Date: string; DateTime: string; Long: number; URL: string };
}>();
