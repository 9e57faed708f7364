import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isoText } from '../../core/times.ts';
import { isDate, readDateTime } from '../../text/dates.ts';
import { isHttpUrl } from '../../text/http-url.ts';

const dateTime = scalar<Date>({
  name: 'DateTime',
  expected: 'an ISO 8601 time with its zone, such as 2026-04-03T14:22:00Z',
  serialize: (value) => isoText(value instanceof Date ? value : new Date(value as string)),
  parse: (value) => (typeof value === 'string' ? (readDateTime(value) ?? undefined) : undefined),
});

const date = scalar<string>({
  name: 'Date',
  expected: 'a calendar day as YYYY-MM-DD',
  serialize: String,
  parse: (value) => (typeof value === 'string' && isDate(value) ? value : undefined),
});

const url = scalar<string>({
  name: 'URL',
  expected: 'an absolute http or https address',
  serialize: String,
  parse: (value) => (typeof value === 'string' && isHttpUrl(value) ? value : undefined),
});

const long = scalar<number>({
  name: 'Long',
  expected: 'a whole number between -(2^53 - 1) and 2^53 - 1',
  serialize: Number,
  parse: (value) => (Number.isSafeInteger(value) ? (value as number) : undefined),
});

/** Resolvers of the scalars in `shared.graphql`, used by every subgraph. */
export const scalars = { DateTime: dateTime, Date: date, URL: url, Long: long };

/** Stored values of the shared SDL's enums. */
export const sharedEnums = {
  PlanName: { TRIAL: 'trial', FREE: 'free', PRO: 'pro', TEAM: 'team', ENTERPRISE: 'enterprise' },
};

function scalar<Internal>(options: {
  name: string;
  expected: string;
  serialize: (value: unknown) => unknown;
  parse: (value: unknown) => Internal | undefined;
}): GraphQLScalarType {
  const parse = (value: unknown): Internal => {
    const parsed = options.parse(value);
    if (parsed === undefined) throw new GraphQLError(`${options.name} must be ${options.expected}.`);
    return parsed;
  };
  return new GraphQLScalarType({
    name: options.name,
    serialize: options.serialize,
    parseValue: parse,
    parseLiteral: (node) => parse(literal(node)),
  });
}

function literal(node: ValueNode): unknown {
  if (node.kind === Kind.STRING) return node.value;
  return node.kind === Kind.INT ? Number(node.value) : undefined;
}
