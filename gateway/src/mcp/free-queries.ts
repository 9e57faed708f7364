import type { Tool as ListedTool } from '@modelcontextprotocol/server';
import type { SubgraphRequest } from '@tributary/kit';
import { GraphQLError, Kind, parse, printType } from 'graphql';
import { failure, resultOf, type ToolRunner } from './run-tool.ts';
import { textPathsOf } from './text-paths.ts';

/** Maximum number of names that the search of the schema returns. */
const MAX_NAMES = 60;

/** The tools that read the schema and execute any query; an operator has to enable them. */
export const FREE_TOOLS: readonly ListedTool[] = [
  {
    name: 'graphql_schema',
    title: 'Explore the schema',
    description:
      'Returns the definition of a type of the GraphQL schema; without an exact name, the types and root fields whose names ' +
      'contain the text. Begin with `Query`.',
    inputSchema: {
      type: 'object',
      properties: { name: { type: 'string', description: 'Name of a type, or a part of one.' } },
      required: ['name'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  {
    name: 'graphql_query',
    title: 'Execute a query',
    description:
      'Executes a GraphQL query (no mutation) with the rights of the caller and within the limits of the GraphQL endpoint.',
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'Document with one query operation.' },
        variables: { type: 'object', description: 'Values of its variables.' },
      },
      required: ['query'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true, openWorldHint: true },
  },
];

/** Runs one of the free tools. */
export async function runFreeTool(
  name: string,
  args: Readonly<Record<string, unknown>>,
  request: SubgraphRequest,
  runner: ToolRunner,
) {
  if (name === 'graphql_schema')
    return typeof args['name'] === 'string'
      ? { content: [{ type: 'text' as const, text: describe(args['name'], runner) }] }
      : failure('The argument `name` must be a text.');
  const { query, variables = {} } = args;
  if (typeof query !== 'string' || typeof variables !== 'object' || variables === null)
    return failure('`query` must be a text, and `variables` an object.');
  try {
    return await execute(query, variables as Record<string, unknown>, request, runner);
  } catch (error) {
    if (error instanceof GraphQLError) return failure(error.message);
    throw error;
  }
}

async function execute(
  query: string,
  variables: Record<string, unknown>,
  request: SubgraphRequest,
  { graph, limit }: ToolRunner,
) {
  const parsed = parse(query, { maxTokens: 10_000 });
  const operations = parsed.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1 || operations[0]!.operation !== 'query')
    return failure('The document must contain exactly one operation, a query.');
  const document = graph.prepare(query);
  limit(document, variables);
  const result = await graph.execute({ document, variables, ...request });
  return resultOf(result, textPathsOf(document, graph.schema), 'json', graph);
}

function describe(name: string, { graph: { schema } }: ToolRunner): string {
  const type = schema.getType(name);
  if (type && !/^(Query|Mutation)$/.test(name)) return printType(type);
  const wanted = name.toLowerCase();
  const roots = Object.keys(schema.getQueryType()?.getFields() ?? {}).map((field) => `Query.${field}`);
  const types = Object.keys(schema.getTypeMap()).filter((each) => !each.startsWith('__'));
  const found = [...roots, ...types].filter((each) => each.toLowerCase().includes(wanted));
  if (found.length === 0) return `Nothing is named like "${name.slice(0, 100)}".`;
  const further = found.length > MAX_NAMES ? ['…'] : [];
  return [...found.slice(0, MAX_NAMES), ...further].join('\n');
}
