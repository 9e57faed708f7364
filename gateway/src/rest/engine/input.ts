import { isDate } from '@tributary/kit';
import type { TObject, TSchema } from 'typebox';
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
  if (parameter.type === 'number') return readNumber(name, parameter, text, /^-?\d+(\.\d+)?$/, 'a number');
  if (parameter.enum && !parameter.enum.includes(text))
    throw invalid(name, `one of ${parameter.enum.join(', ')}`);
  if (parameter.format === 'date' && !isDate(text)) throw invalid(name, 'a date in YYYY-MM-DD format');
  if (parameter.maxLength && text.length > parameter.maxLength)
    throw invalid(name, `at most ${parameter.maxLength} characters long`);
  if (text.includes('\0')) throw invalid(name, 'text without the character NUL');
  return text;
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
