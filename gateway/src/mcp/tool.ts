import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  DirectiveLocation,
  type DocumentNode,
  type FieldNode,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLNonNull,
  GraphQLString,
  getDirectiveValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Graph } from '../graph/index.ts';
import { type InputSchema, inputSchemaOf } from './input-schema.ts';
import { type RequiredScopes, scopesOf } from './required-scopes.ts';
import { textPathsOf } from './text-paths.ts';

/** A GraphQL operation that agents can call by name. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly operation: OperationDefinitionNode;
  readonly document: DocumentNode;
  readonly inputSchema: InputSchema;
  /** Whether it changes nothing. */
  readonly isReadOnly: boolean;
  readonly isDestructive: boolean;
  readonly isIdempotent: boolean;
  /** Whether it reaches systems outside of the workspace, such as a platform or a model. */
  readonly isOpenWorld: boolean;
  /** The scopes that the caller needs: one list of each, in full. */
  readonly scopes: RequiredScopes;
  /** Paths of response names whose values are free text. */
  readonly textPaths: ReadonlySet<string>;
}

/** Annotates the operation of a tool; the document that is executed does not contain it. */
const DIRECTIVE = new GraphQLDirective({
  name: 'tool',
  locations: [DirectiveLocation.QUERY, DirectiveLocation.MUTATION],
  args: {
    title: { type: new GraphQLNonNull(GraphQLString) },
    destructive: { type: GraphQLBoolean, defaultValue: true },
    idempotent: { type: GraphQLBoolean, defaultValue: false },
    openWorld: { type: GraphQLBoolean, defaultValue: false },
  },
});

/** Arguments that every tool, or every tool that writes, has besides the variables. */
const RESERVED = ['format', 'dryRun'];
const TYPE: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
const FILE = /^[a-z][a-z0-9-]{0,60}\.graphql$/;

/** What the tools are validated against. */
export interface ToolSchema {
  readonly graph: Graph;
  /** The composed supergraph, which declares the scopes of fields. */
  readonly supergraph: DocumentNode;
}

/**
 * Reads a tool from each `.graphql` file of the folders. Throws an Error with the file's name if an
 * operation is invalid, so that a mistake fails at start-up.
 */
export function readTools(folders: readonly string[], schema: ToolSchema): Map<string, Tool> {
  const tools = new Map<string, Tool>();
  for (const folder of folders)
    for (const file of readdirSync(folder)
      .filter((name) => FILE.test(name))
      .sort()) {
      const path = join(folder, file);
      const tool = readTool(path, schema);
      if (tools.has(tool.name)) throw new Error(`${path}: there is another tool named ${tool.name}.`);
      tools.set(tool.name, tool);
    }
  return tools;
}

function readTool(path: string, schema: ToolSchema): Tool {
  try {
    const name = basename(path, '.graphql').replaceAll('-', '_');
    return toolOf(name, readFileSync(path, 'utf8'), schema);
  } catch (cause) {
    throw new Error(`The tool ${path} cannot be used: ${(cause as Error).message}`, { cause });
  }
}

function toolOf(name: string, text: string, { graph, supergraph }: ToolSchema): Tool {
  const parsed = parse(text);
  const [operation, ...others] = parsed.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!operation || others.length > 0) throw new Error('the file must contain exactly one operation.');
  const annotations = getDirectiveValues(DIRECTIVE, operation);
  if (!annotations || !operation.description)
    throw new Error('the operation needs a docstring and @tool(title: "…").');
  const reserved = operation.variableDefinitions?.find((each) => RESERVED.includes(each.variable.name.value));
  if (reserved) throw new Error(`the variable $${reserved.variable.name.value} is reserved.`);
  const isReadOnly = operation.operation === 'query';
  const document = graph.prepare(print(executable(parsed)));
  return {
    name,
    title: annotations['title'] as string,
    description: operation.description.value,
    operation,
    document,
    inputSchema: inputSchemaOf(document, operation, graph.schema),
    isReadOnly,
    isDestructive: !isReadOnly && annotations['destructive'] === true,
    isIdempotent: isReadOnly || annotations['idempotent'] === true,
    isOpenWorld: annotations['openWorld'] === true,
    scopes: scopesOf(document, graph.schema, supergraph),
    textPaths: textPathsOf(document, graph.schema),
  };
}

/**
 * Removes docstrings and `@tool`, which the graph does not execute, and selects the type of each
 * result, which tells failures from successes.
 */
function executable(document: DocumentNode): DocumentNode {
  return visit(document, {
    OperationDefinition: ({ description: _, ...operation }) => ({
      ...operation,
      directives: operation.directives?.filter(({ name }) => name.value !== DIRECTIVE.name) ?? [],
      selectionSet: withTypes(operation.selectionSet),
    }),
    VariableDefinition: ({ description: _, ...variable }) => variable,
  });
}

function withTypes(roots: SelectionSetNode): SelectionSetNode {
  const selections = roots.selections.map((root) =>
    root.kind === Kind.FIELD && root.selectionSet
      ? {
          ...root,
          selectionSet: { ...root.selectionSet, selections: [...root.selectionSet.selections, TYPE] },
        }
      : root,
  );
  return { ...roots, selections };
}
