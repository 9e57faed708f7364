import type { CallToolResult } from '@modelcontextprotocol/server';
import type { SubgraphRequest } from '@tributary/kit';
import { type DocumentNode, GraphQLError, getVariableValues, isObjectType } from 'graphql';
import type { Graph, GraphResult } from '../graph/index.ts';
import { type ResultFormat, renderResult } from './render-result.ts';
import type { Tool } from './tool.ts';

/** What tools are executed with. */
export interface ToolRunner {
  readonly graph: Graph;
  /** Throws a GraphQLError if an operation exceeds the limits of the GraphQL endpoint. */
  readonly limit: (document: DocumentNode, variables: Readonly<Record<string, unknown>>) => void;
}

/**
 * Runs a tool. Wrong arguments and failures are results with `isError`, as the protocol has it, so
 * that the model sees them and can correct its call.
 */
export async function runTool(
  tool: Tool,
  sent: Readonly<Record<string, unknown>>,
  request: SubgraphRequest,
  { graph, limit }: ToolRunner,
): Promise<CallToolResult> {
  const { format = 'markdown', dryRun = false, ...args } = sent;
  const fault = faultOf(tool, sent, graph);
  if (fault) return failure(fault);
  try {
    limit(tool.document, args);
  } catch (error) {
    if (error instanceof GraphQLError) return failure(error.message);
    throw error;
  }
  if (dryRun === true && !tool.isReadOnly)
    return success(
      `Dry run: the arguments are valid, and nothing was changed. ${tool.name} would run with ${JSON.stringify(args)}.`,
    );
  const result = await graph.execute({ document: tool.document, variables: args, ...request });
  return resultOf(result, tool.textPaths, format as ResultFormat, graph);
}

/** Presents a result of the graph to an agent. */
export function resultOf(
  { data, errors }: GraphResult,
  textPaths: ReadonlySet<string>,
  format: ResultFormat,
  graph: Graph,
): CallToolResult {
  if (errors?.length) return failure(errors.map(({ message }) => message).join('\n'));
  const message = refusalIn(Object.values(data ?? {})[0], graph);
  if (message !== null) return failure(message);
  const text = renderResult(data ?? {}, textPaths, format);
  return text === null
    ? failure('The result is too large. Ask for fewer items with `first`, or for a narrower filter.')
    : success(text);
}

/** Returns why a member of a result union was refused; null if it was not. */
function refusalIn(value: unknown, { schema }: Graph): string | null {
  const { __typename: name, message } = (value ?? {}) as { __typename?: string; message?: string };
  const type = name === undefined ? undefined : schema.getType(name);
  if (!isObjectType(type) || !type.getInterfaces().some((each) => each.name === 'Failure')) return null;
  return message ?? `The result is ${name}.`;
}

/** Returns what is wrong with the arguments, and what would be right; null if they are valid. */
function faultOf(
  { inputSchema, operation, isReadOnly }: Tool,
  sent: Readonly<Record<string, unknown>>,
  graph: Graph,
): string | null {
  const known = Object.keys(inputSchema.properties);
  const unknown = Object.keys(sent).find((name) => !known.includes(name));
  if (unknown !== undefined) return `There is no argument \`${unknown}\`. Arguments: ${known.join(', ')}.`;
  const { format, dryRun, ...args } = sent;
  if (format !== undefined && format !== 'markdown' && format !== 'json')
    return '`format` must be "markdown" or "json".';
  if (!isReadOnly && dryRun !== undefined && typeof dryRun !== 'boolean')
    return '`dryRun` must be true or false.';
  const { errors } = getVariableValues(graph.schema, operation.variableDefinitions ?? [], args, {
    maxErrors: 5,
  });
  return (
    errors?.map(({ message }) => message.replace(/Variable "\$(\w+)"/, 'The argument `$1`')).join('\n') ??
    null
  );
}

function success(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] };
}

/** Returns a result that reports a failure. */
export function failure(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}
