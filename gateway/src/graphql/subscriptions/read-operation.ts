import { type DocumentNode, GraphQLError, getOperationAST, parse, validate } from 'graphql';
import type { GatewayConfig } from '../../config/index.ts';
import type { Graph, LiveGraph } from '../../graph/index.ts';
import { checkLength, checkSize, type ValidOperation } from '../operation-limits.ts';
import type { PersistedDocuments, SentDocument } from '../persisted-documents.ts';

/** An operation as a client sends it, in a body, a query string or a message. */
export interface SentOperation extends SentDocument {
  readonly operationName?: unknown;
  readonly variables?: unknown;
}

/** An operation that may be executed. */
export interface ReadOperation extends ValidOperation {
  /** The text of the document. */
  readonly source: string;
  /** The graph that the document is valid for. */
  readonly graph: Graph;
  /** Its cost per event. */
  readonly cost: number | null;
}

/** Dependencies of reading operations. */
export interface OperationReader {
  readonly graph: LiveGraph;
  readonly config: GatewayConfig;
  readonly persisted: PersistedDocuments;
}

/** The errors of an operation that cannot be executed. */
export class InvalidOperation extends Error {
  readonly errors: readonly GraphQLError[];
  /** The document, if it could be parsed. */
  readonly document: DocumentNode | null;

  constructor(errors: readonly GraphQLError[], document: DocumentNode | null) {
    super(errors[0]?.message);
    this.name = 'InvalidOperation';
    this.errors = errors;
    this.document = document;
  }
}

/**
 * Parses and validates an operation, and checks it against the limits that the endpoint has for all
 * operations. Throws an InvalidOperation.
 */
export async function readOperation(
  sent: SentOperation,
  { graph, config, persisted }: OperationReader,
): Promise<ReadOperation> {
  let document: DocumentNode | null = null;
  const current = graph.current();
  try {
    const source = await persisted.textOf(sent);
    checkLength(source, config);
    document = parse(source, { maxTokens: config.GRAPHQL_MAX_TOKENS });
    const errors = validate(current.schema, document);
    if (errors.length > 0)
      throw new InvalidOperation(
        errors.map((error) => validationError(error, config)),
        document,
      );
    const operation = {
      document,
      operationName: readName(sent.operationName),
      variables: readVariables(sent.variables),
    };
    return { ...operation, source, graph: current, cost: checkSize(current, config, operation) };
  } catch (error) {
    if (error instanceof GraphQLError) throw new InvalidOperation([withCode(error)], document);
    throw error;
  }
}

/** Whether a document's operation of a name is a subscription. */
export function isSubscription(document: DocumentNode, operationName: unknown): boolean {
  const name = typeof operationName === 'string' ? operationName : undefined;
  return getOperationAST(document, name)?.operation === 'subscription';
}

function readName(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw invalid('`operationName` must be a string.');
}

function readVariables(value: unknown): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid('`variables` must be an object.');
}

function invalid(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'INVALID_INPUT' } });
}

/** Gives a syntax error its code; other errors have one. */
function withCode(error: GraphQLError): GraphQLError {
  if (error.extensions['code'] !== undefined) return error;
  const { message, source, positions } = error;
  return new GraphQLError(message, { source, positions, extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
}

/** Suggestions would reveal names to callers who may not read the schema. */
function validationError(error: GraphQLError, { INTROSPECTION }: GatewayConfig): GraphQLError {
  const message = INTROSPECTION === 'open' ? error.message : error.message.replace(/ ?Did you mean.*$/s, '');
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
}
