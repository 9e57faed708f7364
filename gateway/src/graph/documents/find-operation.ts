import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';

/**
 * Finds the operation to execute; throws a GraphQLError if the document has none that can be
 * executed.
 */
export function findOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new GraphQLError(whyNone(document, operationName));
  if (!schema.getRootType(operation.operation))
    throw new GraphQLError(`Schema is not configured to execute ${operation.operation} operation.`);
  return operation;
}

function whyNone(document: DocumentNode, operationName: string | undefined): string {
  if (operationName) return `Unknown operation named "${operationName}".`;
  const several = document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return several
    ? 'Must provide operation name if query contains multiple operations.'
    : 'Must provide an operation.';
}
