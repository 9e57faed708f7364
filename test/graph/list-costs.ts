import {
  recordFetches,
  recordStatements,
  statementsOfSubgraphs,
  type TestApp,
} from '@tributary/test/support';
import type { World } from './shape.ts';

/** The cost of one operation. */
export interface Cost {
  readonly statements: number;
  readonly fetches: number;
  /** The operation's static cost from the response. */
  readonly weight: number;
  readonly data: unknown;
}

/** Sends an operation, and counts the statements and the requests to subgraphs that it causes. */
export async function costOf(app: TestApp, text: string, { key }: World): Promise<Cost> {
  const fetched = recordFetches(app.url);
  const sent = recordStatements();
  const { data, errors, extensions } = await app.graphql(text, {}, key).finally(() => fetched.stop());
  const statements = statementsOfSubgraphs(sent.stop(), ['access']);
  if (errors) throw new Error(`${JSON.stringify(errors.slice(0, 3))} answered ${text}`);
  const { requested } = extensions!['cost'] as { requested: number };
  return { statements: statements.length, fetches: fetched.stop().length, weight: requested, data };
}
