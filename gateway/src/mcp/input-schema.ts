import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type OperationDefinitionNode,
  TypeInfo,
  typeFromAST,
  valueFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** A JSON Schema, of the keywords that this module uses. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The JSON Schema of a tool's arguments. */
export interface InputSchema extends JsonSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required?: string[];
}

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  Int: { type: 'integer' },
  Long: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  Date: { type: 'string', format: 'date' },
  DateTime: { type: 'string', format: 'date-time' },
  URL: { type: 'string', format: 'uri' },
};

const FORMAT: JsonSchema = {
  enum: ['markdown', 'json'],
  default: 'markdown',
  description: 'Format of the result.',
};
const DRY_RUN: JsonSchema = {
  type: 'boolean',
  default: false,
  description: 'Validates the arguments and reports what would be executed, without any effect.',
};

/**
 * Describes the variables of an operation as a JSON Schema. A variable without a docstring has the
 * description of the argument that it is used for.
 */
export function inputSchemaOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): InputSchema {
  const described = argumentDescriptions(document, schema);
  const types: Record<string, JsonSchema> = {};
  const required: string[] = [];
  const properties: Record<string, JsonSchema> = {};
  for (const { variable, type: node, defaultValue, description } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, node as never) as unknown as GraphQLInputType;
    if (isNonNullType(type) && !defaultValue) required.push(name);
    const text = description?.value ?? described.get(name);
    properties[name] = {
      ...schemaOf(type, types),
      ...(text ? { description: oneLine(text) } : {}),
      ...(defaultValue ? { default: valueFromAST(defaultValue, type) } : {}),
    };
  }
  properties['format'] = FORMAT;
  if (operation.operation !== 'query') properties['dryRun'] = DRY_RUN;
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
    ...(Object.keys(types).length > 0 ? { $defs: types } : {}),
  };
}

function schemaOf(type: GraphQLInputType, types: Record<string, JsonSchema>): JsonSchema {
  if (isNonNullType(type)) return schemaOf(type.ofType, types);
  if (isListType(type)) return { type: 'array', items: schemaOf(type.ofType, types) };
  if (isEnumType(type)) return { enum: type.getValues().map(({ name }) => name) };
  if (!isInputObjectType(type)) return SCALARS[type.name] ?? { type: 'string' };
  if (!types[type.name]) {
    // Set before its fields are read, because a type may contain itself.
    types[type.name] = {};
    const fields = Object.values(type.getFields());
    const needed = fields.filter(isRequiredInputField).map(({ name }) => name);
    types[type.name] = {
      type: 'object',
      properties: Object.fromEntries(
        fields.map((field) => [
          field.name,
          {
            ...schemaOf(field.type, types),
            ...(field.description ? { description: oneLine(field.description) } : {}),
          },
        ]),
      ),
      ...(needed.length > 0 ? { required: needed } : {}),
      additionalProperties: false,
    };
  }
  return { $ref: `#/$defs/${type.name}` };
}

function argumentDescriptions(document: DocumentNode, schema: GraphQLSchema): Map<string, string> {
  const info = new TypeInfo(schema);
  const found = new Map<string, string>();
  visit(
    document,
    visitWithTypeInfo(info, {
      Argument({ value }) {
        const description = info.getArgument()?.description;
        if (value.kind === 'Variable' && description && !found.has(value.name.value))
          found.set(value.name.value, description);
      },
    }),
  );
  return found;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
