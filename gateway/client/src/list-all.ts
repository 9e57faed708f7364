import type { Document } from './document.ts';
import { execute, type RequestOptions } from './graphql-request.ts';
import type { Transport } from './send-with-retries.ts';

/** A connection of the graph. */
interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The nodes of the connection that a document selects. */
export type NodeOf<Result> =
  NonNullable<Result[keyof Result]> extends { readonly nodes: readonly (infer Node)[] } ? Node : never;

/**
 * Iterates over all nodes of the connection that a document selects as its only field, page by
 * page. The document has the variable `$after`, and selects `pageInfo { hasNextPage endCursor }`.
 */
export async function* listAll<Result extends object, Variables extends { after?: string | null }>(
  transport: Transport,
  document: Document<Result, Variables>,
  variables: Variables,
  options: RequestOptions,
): AsyncGenerator<NodeOf<Result>> {
  let after: string | null | undefined = variables.after;
  for (;;) {
    const result = await execute(transport, document, { ...variables, after }, options);
    const [connection] = Object.values(result) as (Connection<NodeOf<Result>> | null)[];
    if (!connection) return;
    yield* connection.nodes;
    if (!connection.pageInfo.hasNextPage) return;
    after = connection.pageInfo.endCursor;
  }
}
