import { readFileSync } from 'node:fs';

/** The subset of JSON Schema that the OpenAPI documents use. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

/** An input of an operation: a query parameter or a body member. */
export interface Member {
  readonly name: string;
  readonly place: 'query' | 'body';
  readonly required: boolean;
  readonly schema: Schema;
}

/** The documented responses with one status. */
export interface Answer {
  readonly description: string;
  readonly headers: readonly string[];
  /** Schema and example by media type; empty without a body. */
  readonly content: Readonly<Record<string, { schema: Schema; example?: unknown }>>;
}

/** One operation of an OpenAPI document. */
export interface Described {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** The value of `Allow` at its path. */
  readonly allow: string;
  readonly scopes: readonly string[];
  readonly members: readonly Member[];
  /** The body's schema and media types; null without a body. */
  readonly body: { readonly required: boolean; readonly schema: Schema; readonly types: string[] } | null;
  readonly answers: Readonly<Record<string, Answer>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
}

interface RawOperation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: Schema }[];
  readonly requestBody?: { required: boolean; content: Readonly<Record<string, { schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { description: string; headers: object; content?: Answer['content'] }>
  >;
}

/** An OpenAPI document of `schema/rest`. */
export function readDocument(file: string): object {
  return JSON.parse(readFileSync(new URL(`../../schema/rest/${file}`, import.meta.url), 'utf8'));
}

/** Lists the operations of a document in its order. */
export function operationsOf(document: object): Described[] {
  return Object.entries((document as Document).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...describe(path, method.toUpperCase(), operation),
      allow: allowOf(Object.keys(methods).map((each) => each.toUpperCase())),
    })),
  );
}

function allowOf(methods: readonly string[]): string {
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}

function describe(path: string, method: string, raw: RawOperation): Omit<Described, 'allow'> {
  const content = raw.requestBody?.content;
  const schema = content?.['application/json']?.schema;
  const required = new Set(schema?.required);
  const inQuery = raw.parameters.filter((each) => each.in === 'query');
  return {
    id: raw.operationId,
    method,
    path,
    scopes: [...new Set(raw.security.flatMap((each) => Object.values(each).flat()))],
    members: [
      ...inQuery.map(
        (each): Member => ({
          name: each.name,
          place: 'query',
          required: each.required,
          schema: each.schema,
        }),
      ),
      ...Object.entries(schema?.properties ?? {}).map(
        ([name, each]): Member => ({ name, place: 'body', required: required.has(name), schema: each }),
      ),
    ],
    body: schema ? { required: raw.requestBody!.required, schema, types: Object.keys(content!) } : null,
    answers: Object.fromEntries(
      Object.entries(raw.responses).map(([status, { description, headers, content: body = {} }]) => [
        status,
        { description, headers: Object.keys(headers), content: body },
      ]),
    ),
  };
}
