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
 * Compiles a query of a subgraph with graphql-jit; null when it cannot. The compiled query must be run again by
 * graphql-js when its result {@link isDoubtful}: it reads properties as they are, where graphql-js calls functions and
 * awaits promises, and it words its own errors differently.
 */
export function compile(schema: GraphQLSchema, document: DocumentNode): CompiledQuery | null {
  const giveBack = lendGuards(schema);
  try {
    const compiled = compileQuery(schema, document, undefined, { disablingCapturingStackErrors: true });
    if (!isCompiledQuery(compiled)) return null;
    return (context, variables) => compiled.query({}, context, variables) as Promise<ExecutionResult>;
  } finally {
    giveBack();
  }
}

/** Whether a compiled query has met an error that no resolver has thrown: then graphql-js has the word. */
export function isDoubtful({ errors }: ExecutionResult): boolean {
  return errors?.some(({ originalError }) => !originalError) ?? false;
}

/**
 * The result with one error for each null: graphql-jit goes on where graphql-js stops when a null has reached a list
 * or object around it, and reports what it meets there as well.
 */
export function withoutEchoes(result: ExecutionResult): ExecutionResult {
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
 * Lends every type the checks that graphql-jit compiles in, and takes them back when it has: a property that is a
 * promise or a function is no object, and finding out a type never throws, as a throw there would leave the query
 * waiting for ever. What the checks refuse becomes an error of graphql-jit's own, so the result is doubtful.
 */
function lendGuards(schema: GraphQLSchema): () => void {
  const undo: (() => void)[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type)) {
      const before = type.isTypeOf;
      type.isTypeOf = objectCheck(before);
      undo.push(() => {
        type.isTypeOf = before;
      });
    } else if (isAbstractType(type) && type.resolveType) {
      const before = type.resolveType;
      type.resolveType = (...all) => orNothing(() => before(...all));
      undo.push(() => {
        type.resolveType = before;
      });
    } else if (isAbstractType(type)) {
      type.resolveType = (value: unknown) => orNothing(() => (value as { __typename?: string }).__typename);
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
    return orNothing(() => isTypeOf(value, ...rest)) === true;
  };
}

function orNothing<Result>(ask: () => Result): Result | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
