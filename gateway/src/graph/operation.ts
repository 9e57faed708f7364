import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { conditionVariables, resolveConditions, type Variables } from './planning/conditions.ts';
import { type Compiler, compileVariant, type Variant } from './variant.ts';

/** One operation of a document. */
export interface Operation {
  readonly definition: OperationDefinitionNode;
  /** The operation as planned and compiled for the values of the variables that `@skip` and `@include` read. */
  variantFor(coerced: Variables): Variant;
  /** Plans the operation with all conditions true and with all false; throws if it cannot be planned. */
  prepare(): void;
}

/** How many combinations of conditions of one operation are kept planned. */
const MOST_VARIANTS = 32;

/** Prepares one operation of a valid document; a variant is planned when it is first needed. */
export function compileOperation(
  compiler: Compiler,
  document: DocumentNode,
  definition: OperationDefinitionNode,
): Operation {
  const names = conditionVariables(document);
  const variants = new LRUCache<string, Variant>({ max: MOST_VARIANTS });
  const variantFor = (coerced: Variables) => {
    const key = names.map((name) => String(coerced[name])).join();
    let variant = variants.get(key);
    if (!variant) {
      variant = compileVariant(compiler, resolveConditions(document, coerced), definition.name?.value);
      variants.set(key, variant);
    }
    return variant;
  };
  return {
    definition,
    variantFor,
    prepare() {
      for (const value of [true, false]) variantFor(Object.fromEntries(names.map((name) => [name, value])));
    },
  };
}

/** The operation of a document that is meant; throws a GraphQLError when there is none that can be executed. */
export function findOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new GraphQLError(whyNone(document, operationName));
  if (operation.operation === 'subscription') throw new GraphQLError('Subscriptions are not supported.');
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
