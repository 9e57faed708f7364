import type { BaseContext, GraphQLRequestListener } from '@apollo/server';

/** The hooks that plugins of the endpoint may have. */
export type OperationHooks<Context extends BaseContext> = Pick<
  GraphQLRequestListener<Context>,
  'didResolveOperation' | 'willSendResponse'
>;

/**
 * A plugin that runs in Apollo Server and in front of it. It has no other hooks, because known
 * documents are neither parsed nor validated again.
 */
export interface OperationPlugin<Context extends BaseContext> {
  requestDidStart?(): Promise<OperationHooks<Context>>;
}
