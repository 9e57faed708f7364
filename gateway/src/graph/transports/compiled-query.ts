import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';

/** Executes one query on a subgraph's schema, for one context and its variables. */
export type CompiledQuery = (
  context: unknown,
  variables: Readonly<Record<string, unknown>>,
) => Promise<ExecutionResult> | ExecutionResult;

/**
 * Compiles a query with graphql-jit; null if it cannot be compiled. If its result {@link
 * needsRerun}, graphql-js must execute the query again: graphql-jit does not call functions or
 * await promises in properties, and its own error messages differ.
 */
export function compile(schema: GraphQLSchema, document: DocumentNode): CompiledQuery | null {
  const restore = installGuards(schema);
  try {
    const compiled = compileQuery(schema, document, undefined, { disablingCapturingStackErrors: true });
    if (!isCompiledQuery(compiled)) return null;
    return (context, variables) => compiled.query({}, context, variables) as Promise<ExecutionResult>;
  } finally {
    restore();
  }
}

/**
 * Whether a compiled query has an error that no resolver threw, so that graphql-js must execute it
 * again.
 */
export function needsRerun({ errors }: ExecutionResult): boolean {
  return errors?.some(({ originalError }) => !originalError) ?? false;
}

/**
 * Keeps one error per null. When a null propagates, graphql-js stops executing the enclosing
 * object; graphql-jit continues and reports further errors below it.
 */
export function withoutDuplicateErrors(result: ExecutionResult): ExecutionResult {
  const { data, errors } = result;
  if (!errors) return result;
  const nulls = new Set<string>();
  const first = errors.filter(({ path = [] }) => {
    const where = JSON.stringify(path.slice(0, depthOfNull(data, path)));
    if (nulls.has(where)) return false;
    nulls.add(where);
    return true;
  });
  return { ...result, errors: first };
}

function depthOfNull(data: unknown, path: readonly (string | number)[]): number {
  let at = data;
  for (const [depth, key] of path.entries()) {
    if (at === null || at === undefined) return depth;
    at = (at as Record<string | number, unknown>)[key];
  }
  return path.length;
}

/**
 * Installs type checks that graphql-jit compiles in, and returns a function that removes them. The
 * checks reject promises and functions as objects, and never throw, because a query whose type
 * resolution throws would never settle. A rejected value becomes an error of graphql-jit's own, so
 * that the query is executed again.
 */
function installGuards(schema: GraphQLSchema): () => void {
  const undo: (() => void)[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type)) {
      const original = type.isTypeOf;
      type.isTypeOf = objectCheck(original);
      undo.push(() => {
        type.isTypeOf = original;
      });
    } else if (isAbstractType(type) && type.resolveType) {
      const original = type.resolveType;
      type.resolveType = (...all) => orUndefined(() => original(...all));
      undo.push(() => {
        type.resolveType = original;
      });
    } else if (isAbstractType(type)) {
      type.resolveType = (value: unknown) => orUndefined(() => (value as { __typename?: string }).__typename);
      undo.push(() => {
        type.resolveType = undefined;
      });
    }
  }
  return () => {
    for (const restore of undo) restore();
  };
}

type IsTypeOf = NonNullable<GraphQLObjectType['isTypeOf']>;

function objectCheck(isTypeOf: GraphQLObjectType['isTypeOf']): IsTypeOf {
  return (value, ...rest) => {
    if (typeof value !== 'object' || typeof (value as { then?: unknown }).then === 'function') return false;
    if (!isTypeOf) return true;
    return orUndefined(() => isTypeOf(value, ...rest)) === true;
  };
}

function orUndefined<Result>(ask: () => Result): Result | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
