import { readFileSync } from 'node:fs';
import { invalidInput } from '@tributary/kit';
import {
  type FieldNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';
import { type Column, CURSOR, columnsOf } from './columns.ts';
import { readValue } from './filter-values.ts';

/** The lists that can be exported; each has a query in `queries/`. */
export const LISTS = ['posts', 'mentions', 'snapshots', 'creators'] as const;
export type ListName = (typeof LISTS)[number];

/** A list of the graph that can be exported. */
export interface ExportedList {
  readonly name: ListName;
  readonly description: string;
  /** The query for one page, for callers that may use `@inaccessible` arguments. */
  readonly query: string;
  /** The filters, by name. */
  readonly parameters: ReadonlyMap<string, GraphQLInputType>;
  /** The columns of a row, its cursor last. */
  readonly columns: readonly Column[];
}

/** Variables that no caller sets as a filter. */
const PAGING = ['after', 'exportSize'];

/** Whether a list of this name can be exported. */
export function isListName(text: string): text is ListName {
  return (LISTS as readonly string[]).includes(text);
}

/** Reads the query of a list, and derives its filters and columns from the schema. */
export function exportedList(name: ListName, schema: GraphQLSchema): ExportedList {
  const query = readFileSync(new URL(`queries/${name}.graphql`, import.meta.url), 'utf8');
  const operation = parse(query).definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!;
  const { description, ...plain } = operation;
  const { variableDefinitions = [], selectionSet } = plain;
  const filters = variableDefinitions.filter(({ variable }) => !PAGING.includes(variable.name.value));
  return {
    name,
    description: description!.value,
    query: print(plain),
    parameters: new Map(
      filters.map(({ variable, type }) => [
        variable.name.value,
        typeFromAST(schema, type as never) as unknown as GraphQLInputType,
      ]),
    ),
    columns: [...columnsOfPage(selectionSet, schema), CURSOR],
  };
}

/**
 * Reads the filters of a request. Throws INVALID_INPUT for an unknown name, and for a value that is
 * not of the form of its type; the graph checks the values themselves.
 */
export function filtersOf(
  { name, parameters }: ExportedList,
  sent: Readonly<Record<string, readonly string[]>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(sent).map(([key, texts]) => {
      const type = parameters.get(key);
      if (!type)
        throw invalidInput(
          key,
          `The export of ${name} has no parameter \`${key.slice(0, 100)}\`. Filters: ${[...parameters.keys()].join(', ')}.`,
        );
      return [key, readValue(key, type, texts)];
    }),
  );
}

/** Returns the columns of `page { edges { node { … } } }`. */
function columnsOfPage(selection: SelectionSetNode, schema: GraphQLSchema): Column[] {
  let type = schema.getQueryType()!;
  let inner = selection;
  for (const name of [null, 'edges', 'node']) {
    const field = inner.selections.find(
      (each): each is FieldNode => each.kind === Kind.FIELD && (name === null || each.name.value === name),
    )!;
    const next = getNamedType(type.getFields()[field.name.value]!.type);
    if (!isObjectType(next)) throw new Error(`${field.name.value} is no object type.`);
    type = next;
    inner = field.selectionSet!;
  }
  return columnsOf(inner, type);
}
