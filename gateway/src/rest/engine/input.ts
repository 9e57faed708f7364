import { isDate, isLongerThan, readDateTime } from '@tributary/kit/text';
import type { Static, TObject, TSchema } from 'typebox';
import { Set as setFormat } from 'typebox/format';
import { Value } from 'typebox/value';
import { Problem } from './problem.ts';

/** What a parameter's schema may say, beside JSON Schema's own words: `clamp` cuts to `maximum`. */
interface Parameter {
  type?: string;
  enum?: readonly string[];
  format?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  default?: unknown;
  clamp?: boolean;
  anyOf?: readonly Parameter[];
}

/** What a text of each format is, as errors say it. */
const FORMATS: Readonly<Record<string, { expected: string; check: (text: string) => boolean }>> = {
  date: { expected: 'a date in YYYY-MM-DD format', check: isDate },
  'date-time': {
    expected: 'a time with its zone, such as 2026-04-03T14:22:00Z',
    check: (text) => readDateTime(text) !== null,
  },
};

/** Makes the validator of bodies read times and days as the query string and the graph do. */
export function registerFormats(): void {
  for (const [name, { check }] of Object.entries(FORMATS)) setFormat(name, check);
}

/**
 * Reads the query string by the route's schema: typed values, defaults filled in, unknown parameters ignored. A
 * parameter that is missing or wrong is a Problem that names it and what was expected.
 */
export function readQuery(schema: TObject, query: Record<string, unknown>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const required = new Set<string>(schema.required as readonly string[] | undefined);
  for (const [name, each] of Object.entries(schema.properties as Record<string, TSchema>)) {
    const parameter = each as Parameter;
    const sent = query[name];
    if (Array.isArray(sent)) throw invalid(name, 'given once');
    if (sent === undefined || (sent === '' && required.has(name))) {
      if (required.has(name)) throw missing(name);
      if (parameter.default !== undefined) input[name] = parameter.default;
    } else {
      input[name] = read(name, parameter, String(sent));
    }
  }
  return input;
}

/** The parameters of the path, which may be any text that can be looked for. */
export function readPath(params: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, text] of Object.entries(params)) {
    if (!text.includes('\0')) continue;
    const { message } = invalid(name, WITHOUT_NUL);
    throw new Problem('INVALID_PARAMETER', message, {
      details: { parameter: name, errors: { [`path.${name}`]: message } },
    });
  }
  return params;
}

/** No text that is kept or looked for can have it. */
const WITHOUT_NUL = 'text without the character NUL';

/** Most faults of one body that are told at once. */
const MOST_FAULTS = 20;

/**
 * Checks a JSON body against the route's schema. A Problem tells the first fault in its message, and each by its
 * path in `details.errors`: `{ "body.limit": "must be <= 100" }`. `place` is where in the request it stands.
 */
export function readBody<Body extends TSchema>(schema: Body, body: unknown, place = 'body'): Static<Body> {
  const value = body ?? {};
  if (Value.Check(schema, value)) {
    refuseTexts(schema, value, place);
    return value;
  }
  const found = [...Value.Errors(schema, value)];
  const telling = found.filter((error) => !isAlternative(error));
  const shown = (telling.length > 0 ? telling : found).slice(0, MOST_FAULTS);
  const told = shown.flatMap((error) => faultsOf(error, place, shown));
  // The validator stops after eight errors, which may all be of unknown members without that of their object.
  const faults = told.length > 0 ? told : shown.map((error) => unknownMember(error, place));
  const errors = Object.fromEntries(faults.toReversed());
  const [path, message] = faults[0]!;
  const details = { parameter: path.replace(/^body\.?/, '') || 'body', errors };
  throw new Problem(faults[0]![2] ? 'MISSING_PARAMETER' : 'INVALID_PARAMETER', `${path} ${message}.`, {
    details,
  });
}

/** What of a schema says where its texts stand. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly maxLength?: number;
  readonly anyOf?: readonly Shape[];
}

/**
 * Refuses NUL and too many characters in each text that the schema names; what an open object brings is for the graph to
 * judge. (The validator counts graphemes, any number of characters each.)
 */
function refuseTexts(schema: Shape, value: unknown, place: string): void {
  const message = typeof value === 'string' ? refusalOf(schema, value) : null;
  if (message) {
    const details = { parameter: place.replace(/^body\./, ''), errors: { [place]: message } };
    throw new Problem('INVALID_PARAMETER', `${place} ${message}.`, { details });
  }
  const { items, properties } = schema.anyOf?.find((each) => each.items || each.properties) ?? schema;
  if (Array.isArray(value) && items)
    for (const [index, each] of value.entries()) refuseTexts(items, each, `${place}.${index}`);
  else if (typeof value === 'object' && value !== null)
    for (const [name, each] of Object.entries(properties ?? {}))
      refuseTexts(each, (value as Record<string, unknown>)[name], `${place}.${name}`);
}

function refusalOf({ maxLength = Number.POSITIVE_INFINITY }: Shape, text: string): string | null {
  if (text.includes('\0')) return `must be ${WITHOUT_NUL}`;
  return isLongerThan(text, maxLength) ? `must not have more than ${maxLength} characters` : null;
}

/** That a value is not null, or is none of some alternatives, says less than what is wrong with the one that was meant. */
function isAlternative({ keyword, params }: ReturnType<typeof Value.Errors>[number]): boolean {
  return keyword === 'anyOf' || (keyword === 'type' && (params as { type?: unknown }).type === 'null');
}

type Failure = ReturnType<typeof Value.Errors>[number];

/** The values that a member may have, of alternatives that are constants. */
function constantsAt(failures: readonly Failure[], { keyword, instancePath }: Failure): unknown[] {
  if (keyword !== 'const') return [];
  return failures
    .filter((each) => each.keyword === 'const' && each.instancePath === instancePath)
    .map(({ params }) => (params as { allowedValue: unknown }).allowedValue);
}

/** The formats that a text may have, of alternatives too. */
function formatsAt(failures: readonly Failure[], { instancePath }: Failure): string[] {
  return failures.flatMap((each) => {
    if (each.keyword !== 'format' || each.instancePath !== instancePath) return [];
    const { format } = each.params;
    return FORMATS[format]?.expected ?? `of the format ${format}`;
  });
}

type Fault = readonly [path: string, message: string, missing?: boolean];

function faultsOf(error: Failure, place: string, shown: readonly Failure[]): Fault[] {
  const constants = constantsAt(shown, error);
  // An unknown member is told once, by its object.
  if (error.keyword === 'boolean') return [];
  const path = `${place}${error.instancePath.replaceAll('/', '.')}`;
  const { requiredProperties, additionalProperties } = error.params as {
    requiredProperties?: string[];
    additionalProperties?: string[];
  };
  if (requiredProperties) return requiredProperties.map((name) => [`${path}.${name}`, 'is required', true]);
  if (additionalProperties) return additionalProperties.map((name) => [`${path}.${name}`, 'is not known']);
  if (error.keyword === 'minItems' && error.params.limit === 1)
    return [[path, 'must have at least one value']];
  if (error.keyword === 'format') return [[path, `must be ${formatsAt(shown, error).join(' or ')}`]];
  const { allowedValues = constants } = error.params as { allowedValues?: readonly unknown[] };
  if (allowedValues.length > 0) return [[path, `must be one of ${allowedValues.join(', ')}`]];
  return [[path, error.message]];
}

function unknownMember({ instancePath }: Failure, place: string): Fault {
  return [`${place}${instancePath.replaceAll('/', '.')}`, 'is not known'];
}

/** A parameter that is there but wrong. */
export function invalid(name: string, expected: string): Problem {
  return new Problem('INVALID_PARAMETER', `The ${name} parameter must be ${expected}.`, {
    details: { parameter: name },
  });
}

function missing(name: string): Problem {
  return new Problem('MISSING_PARAMETER', `The ${name} parameter is required.`, {
    details: { parameter: name },
  });
}

function read(name: string, parameter: Parameter, text: string): unknown {
  if (parameter.type === 'integer') return readNumber(name, parameter, text, /^-?\d+$/, 'a whole number');
  if (parameter.type === 'boolean') return readBoolean(name, text);
  if (parameter.type === 'number') return readNumber(name, parameter, text, /^-?\d+(\.\d+)?$/, 'a number');
  if (parameter.enum && !parameter.enum.includes(text))
    throw invalid(name, `one of ${parameter.enum.join(', ')}`);
  const formats = formatsOf(parameter);
  if (formats.length > 0 && !formats.some(({ check }) => check(text)))
    throw invalid(name, formats.map(({ expected }) => expected).join(' or '));
  if (parameter.maxLength && isLongerThan(text, parameter.maxLength))
    throw invalid(name, `at most ${parameter.maxLength} characters long`);
  if (text.includes('\0')) throw invalid(name, WITHOUT_NUL);
  return text;
}

function formatsOf({ format, anyOf = [] }: Parameter) {
  return [format, ...anyOf.map((each) => each.format)].flatMap((name) => FORMATS[name ?? ''] ?? []);
}

function readBoolean(name: string, text: string): boolean {
  if (text !== 'true' && text !== 'false') throw invalid(name, 'true or false');
  return text === 'true';
}

function readNumber(name: string, parameter: Parameter, text: string, form: RegExp, kind: string): number {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = parameter;
  const value = Number(text);
  const fits = form.test(text) && value >= minimum && (value <= maximum || parameter.clamp);
  if (!fits) throw invalid(name, `${kind} ${range(parameter)}`);
  return Math.min(value, maximum);
}

function range({ minimum, maximum, clamp }: Parameter): string {
  return clamp ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
}
