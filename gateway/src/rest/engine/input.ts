import { isDate, isLongerThan, readDateTime } from '@tributary/kit/text';
import type { Static, TObject, TSchema } from 'typebox';
import { Set as setFormat } from 'typebox/format';
import { Value } from 'typebox/value';
import { Problem } from './problem.ts';

/** Schema of a parameter: JSON Schema, and `clamp`, which lowers a value to `maximum`. */
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

/** Formats, with the description that errors use. */
const FORMATS: Readonly<Record<string, { expected: string; check: (text: string) => boolean }>> = {
  date: { expected: 'a date in YYYY-MM-DD format', check: isDate },
  'date-time': {
    expected: 'a time with its zone, such as 2026-04-03T14:22:00Z',
    check: (text) => readDateTime(text) !== null,
  },
};

/**
 * Registers the formats with the body validator, so that bodies and query strings accept the same
 * values.
 */
export function registerFormats(): void {
  for (const [name, { check }] of Object.entries(FORMATS)) setFormat(name, check);
}

/**
 * Parses the query string by the route's schema: converts types, fills in defaults and ignores
 * unknown parameters. Throws a Problem that names the missing or invalid parameter and the expected
 * value.
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

/** Validates the path parameters: any text without NUL. */
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

/** PostgreSQL cannot store NUL in text. */
const WITHOUT_NUL = 'text without the character NUL';

/** Faults of one body that are reported. */
const MAX_FAULTS = 20;

/**
 * Validates a JSON body. The Problem's message is the first fault; `details.errors` has each fault
 * by its path: `{ "body.limit": "must be <= 100" }`. `place` prefixes the paths.
 */
export function readBody<Body extends TSchema>(schema: Body, body: unknown, place = 'body'): Static<Body> {
  const value = body ?? {};
  if (Value.Check(schema, value)) {
    checkTexts(schema, value, place);
    return value;
  }
  const found = [...Value.Errors(schema, value)];
  const specific = found.filter((error) => !isAlternative(error));
  const shown = (specific.length > 0 ? specific : found).slice(0, MAX_FAULTS);
  const described = shown.flatMap((error) => faultsOf(error, place, shown));
  // The validator stops after eight errors, which may all be unknown members, without the error of
  // their object.
  const faults = described.length > 0 ? described : shown.map((error) => unknownMember(error, place));
  const errors = Object.fromEntries(faults.toReversed());
  const [path, message] = faults[0]!;
  const details = { parameter: path.replace(/^body\.?/, '') || 'body', errors };
  throw new Problem(faults[0]![2] ? 'MISSING_PARAMETER' : 'INVALID_PARAMETER', `${path} ${message}.`, {
    details,
  });
}

/** The parts of a schema that locate its texts. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly maxLength?: number;
  readonly anyOf?: readonly Shape[];
}

/**
 * Rejects NUL and excess length in every text that the schema names; the graph validates the rest
 * of an open object. The validator itself counts graphemes, which may consist of any number of
 * characters.
 */
function checkTexts(schema: Shape, value: unknown, place: string): void {
  const message = typeof value === 'string' ? textFaultOf(schema, value) : null;
  if (message) {
    const details = { parameter: place.replace(/^body\./, ''), errors: { [place]: message } };
    throw new Problem('INVALID_PARAMETER', `${place} ${message}.`, { details });
  }
  const { items, properties } = schema.anyOf?.find((each) => each.items || each.properties) ?? schema;
  if (Array.isArray(value) && items)
    for (const [index, each] of value.entries()) checkTexts(items, each, `${place}.${index}`);
  else if (typeof value === 'object' && value !== null)
    for (const [name, each] of Object.entries(properties ?? {}))
      checkTexts(each, (value as Record<string, unknown>)[name], `${place}.${name}`);
}

function textFaultOf({ maxLength = Number.POSITIVE_INFINITY }: Shape, text: string): string | null {
  if (text.includes('\0')) return `must be ${WITHOUT_NUL}`;
  return isLongerThan(text, maxLength) ? `must not have more than ${maxLength} characters` : null;
}

/**
 * Returns whether an error only reports that no alternative of a union matched; the errors of the
 * alternatives are more specific.
 */
function isAlternative({ keyword, params }: ReturnType<typeof Value.Errors>[number]): boolean {
  return keyword === 'anyOf' || (keyword === 'type' && (params as { type?: unknown }).type === 'null');
}

type Failure = ReturnType<typeof Value.Errors>[number];

/** Returns the allowed values if the alternatives at this path are constants. */
function constantsAt(failures: readonly Failure[], { keyword, instancePath }: Failure): unknown[] {
  if (keyword !== 'const') return [];
  return failures
    .filter((each) => each.keyword === 'const' && each.instancePath === instancePath)
    .map(({ params }) => (params as { allowedValue: unknown }).allowedValue);
}

/** Returns the formats allowed at this path, including those of alternatives. */
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
  // The object reports its unknown members.
  if (error.keyword === 'boolean') return [];
  const path = `${place}${error.instancePath.replaceAll('/', '.')}`;
  const { requiredProperties, additionalProperties } = error.params as {
    requiredProperties?: string[];
    additionalProperties?: string[];
  };
  if (requiredProperties) return requiredProperties.map((name) => [`${path}.${name}`, 'is required', true]);
  if (additionalProperties) return additionalProperties.map((name) => [`${path}.${name}`, 'is not allowed']);
  if (error.keyword === 'minItems' && error.params.limit === 1) return [[path, 'must not be empty']];
  if (error.keyword === 'format') return [[path, `must be ${formatsAt(shown, error).join(' or ')}`]];
  const { allowedValues = constants } = error.params as { allowedValues?: readonly unknown[] };
  if (allowedValues.length > 0) return [[path, `must be one of ${allowedValues.join(', ')}`]];
  return [[path, error.message]];
}

function unknownMember({ instancePath }: Failure, place: string): Fault {
  return [`${place}${instancePath.replaceAll('/', '.')}`, 'is not allowed'];
}

/** Returns the problem of a parameter with an invalid value. */
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
