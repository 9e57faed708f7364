import { PRODUCTS } from '@tributary/kit/host';
import { type HttpAnswer, http } from '@tributary/test/support';
import { BY_TYPE, type Own, REST_OPEN, REST_PLACES, REST_PLAIN } from './places.ts';
import { type Kind, rest, type Workspace } from './workspace.ts';

/** A parameter of an OpenAPI document. */
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'body';
  readonly required: boolean;
  readonly schema: Schema;
}

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** One documented operation. */
export interface RestCall {
  readonly method: string;
  /** The path below its dialect's mount prefix. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** The inputs that identify an object of a workspace. */
  readonly places: readonly { readonly name: string; readonly kind: Kind | 'cursor' }[];
  /** The inputs that are listed nowhere. */
  readonly unknown: readonly string[];
}

/** Lists the operations of all OpenAPI documents that the running gateway serves. */
export async function restCalls(url: string): Promise<RestCall[]> {
  const documents = await Promise.all(
    PRODUCTS.map(
      async (dialect) => [dialect, (await http(url, `/schema/openapi/${dialect}.json`)).json] as const,
    ),
  );
  return documents.flatMap(([dialect, { paths }]) =>
    Object.entries(paths as Record<string, Record<string, Documented>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => toCall(dialect, path, method, operation)),
    ),
  );
}

interface Documented {
  readonly parameters: readonly Omit<Parameter, 'required'>[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

function toCall(
  dialect: string,
  path: string,
  method: string,
  { parameters, requestBody }: Documented,
): RestCall {
  const body = requestBody?.content['application/json']?.schema ?? {};
  const all: Parameter[] = [
    // Idempotency-Key, the only header, has a test of its own.
    ...(parameters as readonly Parameter[]).filter((each) => each.in !== 'header'),
    ...Object.entries(body.properties ?? {}).map(([name, schema]) => ({
      name,
      in: 'body' as const,
      required: body.required?.includes(name) ?? false,
      schema,
    })),
  ];
  const kindOf = (name: string) =>
    REST_PLACES.find(
      ([product, where, what]) => product.test(dialect) && where.test(`${method} ${path}`) && what.test(name),
    )?.[3];
  return {
    method: method.toUpperCase(),
    path: `/${dialect}${path}`,
    parameters: all,
    places: all.flatMap(({ name }) => {
      const kind = kindOf(name);
      return kind ? [{ name, kind }] : [];
    }),
    unknown: all
      .filter(
        ({ name }) => !(kindOf(name) || REST_PLAIN.test(name) || REST_OPEN.has(`${method} ${path} ${name}`)),
      )
      .map(({ name }) => `${method} ${dialect} ${path} ${name}`),
  };
}

/**
 * Sends an operation with a value at one place, and the caller's own objects and samples where a
 * value is required.
 */
export function sendCall(
  workspace: Workspace,
  own: Own,
  { method, path, parameters, places }: RestCall,
  place: string,
  value: unknown,
): Promise<HttpAnswer> {
  const filled = parameters.flatMap((parameter) => {
    const { name, required, schema } = parameter;
    if (name === place) return [{ ...parameter, value: inForm(schema, value) }];
    if (!required) return [];
    const kind = places.find((each) => each.name === name)?.kind;
    const mine = kind && kind !== 'cursor' ? own[kind] : undefined;
    return [{ ...parameter, value: mine ?? sampleOf(name, schema) }];
  });
  const named = (where: Parameter['in']) => filled.filter((each) => each.in === where);
  let address = path;
  for (const each of named('path'))
    address = address.replace(`{${each.name}}`, encodeURIComponent(String(each.value)));
  const query = new URLSearchParams(
    named('query').map((each): [string, string] => [each.name, String(each.value)]),
  );
  const body = Object.fromEntries(named('body').map((each) => [each.name, each.value]));
  const hasBody = parameters.some((each) => each.in === 'body');
  return rest(
    workspace,
    method,
    query.size > 0 ? `${address}?${query}` : address,
    hasBody ? body : undefined,
  );
}

function inForm(schema: Schema, value: unknown): unknown {
  return schema.type === 'array' || schema.anyOf?.some(({ type }) => type === 'array') ? [value] : value;
}

function sampleOf(name: string, schema: Schema): unknown {
  if (schema.enum) return schema.enum[0];
  if (name === 'content_type') return 'image/png';
  if (schema.format === 'date-time' || name === 'scheduled_at') return BY_TYPE['DateTime'];
  return schema.type === 'integer' ? Math.max(1, schema.minimum ?? 1) : BY_TYPE['String'];
}
