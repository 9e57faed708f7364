import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  stripIgnoredCharacters,
  typeFromAST,
  validate,
} from 'graphql';
import { commentOf, type NamedTypes, namedTypes } from './client-types.ts';

/**
 * Returns the module of the typed documents of `@tributary/client`: each operation of the folder
 * with the types of its result and variables.
 */
export function clientDocuments(folder: string, schema: GraphQLSchema): string {
  const types = namedTypes(schema);
  const modules = readdirSync(folder)
    .sort()
    .map((file) => documentOf(join(folder, file), schema, types));
  return [
    '/** Operations with their types; generated from the schema by `npm run compose`. */',
    "import { typed } from './document.ts';\n",
    ...modules,
    types.declarations(),
  ].join('\n');
}

function documentOf(path: string, schema: GraphQLSchema, types: NamedTypes): string {
  const document = parse(readFileSync(path, 'utf8'));
  const operation = document.definitions[0] as OperationDefinitionNode;
  const { description, ...plain } = operation;
  const text = print(plain as OperationDefinitionNode);
  const [error] = validate(schema, parse(text));
  if (error) throw new Error(`${path}: ${error.message}`);
  const name = operation.name!.value;
  const root = schema.getRootType(operation.operation)!;
  return `/** The result of {@link ${constantOf(name)}}. */
export type ${name}Result = ${objectOf(operation.selectionSet, root, schema, types)};

/** The variables of {@link ${constantOf(name)}}. */
export interface ${name}Variables {
${variablesOf(operation, schema, types)}}

${commentOf(description?.value)}export const ${constantOf(name)} = typed<${name}Result, ${name}Variables>(
  ${JSON.stringify(stripIgnoredCharacters(text))},
);
`;
}

function constantOf(name: string): string {
  return name[0]!.toLowerCase() + name.slice(1);
}

function variablesOf(
  { variableDefinitions = [] }: OperationDefinitionNode,
  schema: GraphQLSchema,
  types: NamedTypes,
): string {
  return variableDefinitions
    .map(({ variable, type: node, defaultValue }) => {
      const type = typeFromAST(schema, node as never) as unknown as GraphQLInputType;
      const isOptional = !isNonNullType(type) || defaultValue !== undefined;
      return `  readonly ${variable.name.value}${isOptional ? '?' : ''}: ${types.input(type)};\n`;
    })
    .join('');
}

/** Returns the type of an object: of an abstract type, a union of its possible types. */
function selectionOf(
  selection: SelectionSetNode,
  type: ReturnType<typeof getNamedType>,
  schema: GraphQLSchema,
  types: NamedTypes,
): string {
  if (isObjectType(type)) return objectOf(selection, type, schema, types);
  if (!isAbstractType(type)) throw new Error('A selection must be of a composite type.');
  return schema
    .getPossibleTypes(type)
    .map((each) => objectOf(selection, each, schema, types))
    .join(' | ');
}

function objectOf(
  selection: SelectionSetNode,
  type: GraphQLObjectType,
  schema: GraphQLSchema,
  types: NamedTypes,
): string {
  return `{ ${membersOf(selection, type, schema, types).join(' ')} }`;
}

function membersOf(
  { selections }: SelectionSetNode,
  type: GraphQLObjectType,
  schema: GraphQLSchema,
  types: NamedTypes,
): string[] {
  return selections.flatMap((each): string[] => {
    if (each.kind === Kind.FIELD) {
      const { name, alias, selectionSet } = each;
      const key = (alias ?? name).value;
      if (name.value === '__typename') return [`readonly ${key}: '${type.name}';`];
      const declared = type.getFields()[name.value]!.type;
      const inner = selectionSet ? selectionOf(selectionSet, getNamedType(declared), schema, types) : '';
      return [`readonly ${key}: ${types.output(declared, inner)};`];
    }
    if (each.kind === Kind.FRAGMENT_SPREAD) throw new Error('Documents of the client have no fragments.');
    const condition = each.typeCondition ? schema.getType(each.typeCondition.name.value)! : type;
    if (!isCompositeType(condition)) return [];
    const applies = condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
    return applies ? membersOf(each.selectionSet, type, schema, types) : [];
  });
}
