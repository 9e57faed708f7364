import { graphqlRequest } from '../harness/load.ts';
import { heavy, mid } from './queries.ts';

/** The queries that gateways are compared on. */
export const QUERIES = [
  { title: 'heavy query', request: graphqlRequest(heavy) },
  { title: 'mid query', request: graphqlRequest(mid) },
];

/** Returns the data of a response; throws if it has errors. */
export function readData(answer: unknown): unknown {
  const { data, errors } = answer as { data: unknown; errors?: { message: string }[] };
  if (errors) throw new Error(`its answer has errors: ${errors[0]?.message}`);
  return data;
}
