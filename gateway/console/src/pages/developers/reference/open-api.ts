import { addressOf } from '../snippets.ts';

/** A schema of a document, as far as the reference shows it. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

interface DocumentOperation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;
  };
}

/** An operation of a REST API. */
export interface Operation extends DocumentOperation {
  readonly method: string;
  readonly path: string;
}

/** An OpenAPI document, as far as the reference shows it. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>;
}

/** Lists the operations of a document in its order. */
export function operationsOf({ paths }: OpenApi): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  );
}

/** Returns a body to begin with: the example of the document, or its required members. */
export function bodyOf({ requestBody }: Operation): string | null {
  const content = requestBody?.content['application/json'];
  if (!content) return null;
  const { required = [], properties = {} } = content.schema ?? {};
  const members = required.map((name) => [name, sampleOf(properties[name])] as const);
  return JSON.stringify(content.example ?? Object.fromEntries(members), null, 2);
}

function sampleOf({ type, enum: values, default: usual }: Schema = {}): unknown {
  if (usual !== undefined) return usual;
  if (values?.length) return values[0];
  const [first] = [type].flat();
  return first === 'array' ? [] : first === 'object' ? {} : first === 'string' ? '' : null;
}

/** Values of the parameters of a request, by their names. */
export type Values = Readonly<Record<string, string>>;

/**
 * Returns the address of a request. It begins with the name of the API, because two APIs share some
 * paths.
 */
export function requestUrl(api: string, { path, parameters = [] }: Operation, values: Values): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const url = new URL(addressOf(`${api}${filled}`));
  for (const { name, in: place } of parameters)
    if (place === 'query' && values[name]) url.searchParams.set(name, values[name]);
  return url.href;
}
