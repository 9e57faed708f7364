import { commentOf } from './client-types.ts';

/** The part of a JSON schema that types are made from. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** The part of an OpenAPI document that types are made from. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const JSON_TYPE = 'application/json';

/**
 * Returns the module with the types of the operations of `@tributary/client`, by API and by method
 * and path.
 */
export function clientOperations(documents: Readonly<Record<string, OpenApiDocument>>): string {
  const apis = Object.entries(documents).map(([name, { paths, components }]) => {
    const typeOf = typesWith(components.schemas);
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) =>
          `${commentOf(operation.summary, '    ')}    '${method.toUpperCase()} ${path}': ${operationType(operation, typeOf)};`,
      ),
    );
    return `  '${name}': {\n${operations.join('\n')}\n  };`;
  });
  return `/** Operations of the REST APIs; generated from the OpenAPI documents by \`npm run compose\`. */
export interface RestOperations {
${apis.join('\n')}
}
`;
}

type TypeOf = (schema: Schema) => string;

function operationType({ parameters, requestBody, responses }: Operation, typeOf: TypeOf): string {
  const members = ['path', 'query'].flatMap((place) => {
    const inside = parameters.filter((each) => each.in === place);
    if (inside.length === 0) return [];
    const isOptional = inside.every(({ required }) => !required);
    const fields = inside.map(
      ({ name, required, schema }) => `readonly ${keyOf(name)}${required ? '' : '?'}: ${typeOf(schema)};`,
    );
    return [`readonly ${place}${isOptional ? '?' : ''}: { ${fields.join(' ')} };`];
  });
  const body = requestBody?.content[JSON_TYPE];
  if (body) members.push(`readonly body${requestBody!.required ? '' : '?'}: ${typeOf(body.schema)};`);
  const [success] = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const response = success?.[1].content?.[JSON_TYPE];
  return `{ ${[...members, `readonly response: ${response ? typeOf(response.schema) : 'undefined'};`].join(' ')} }`;
}

/** Returns a converter of schemas, which replaces references by what they refer to. */
function typesWith(components: Readonly<Record<string, Schema>>): TypeOf {
  const typeOf = (schema: Schema): string => {
    if (schema.$ref) return typeOf(components[schema.$ref.split('/').at(-1)!]!);
    if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
    if ('const' in schema) return JSON.stringify(schema.const);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return [...new Set(choices.map(typeOf))].join(' | ');
    if (schema.allOf) return schema.allOf.map((each) => `(${typeOf(each)})`).join(' & ');
    return [schema.type ?? 'unknown']
      .flat()
      .map((type) => plainType(type, schema, typeOf))
      .join(' | ');
  };
  return typeOf;
}

function plainType(type: string, schema: Schema, typeOf: TypeOf): string {
  switch (type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'array':
      return `readonly (${schema.items ? typeOf(schema.items) : 'unknown'})[]`;
    case 'object':
      return objectType(schema, typeOf);
    default:
      return 'unknown';
  }
}

function objectType({ properties, required = [], additionalProperties }: Schema, typeOf: TypeOf): string {
  if (!properties || Object.keys(properties).length === 0) {
    const value = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown';
    return `Readonly<Record<string, ${value}>>`;
  }
  const members = Object.entries(properties).map(
    ([name, schema]) => `readonly ${keyOf(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
  );
  return `{ ${members.join(' ')} }`;
}

function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
