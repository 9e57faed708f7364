import { type GraphQLLeafType, isEnumType } from 'graphql';
import { isExactNumber } from '../exact-numbers.ts';

/** Returns a leaf value, or undefined when it is not valid for the type. */
export type ReadLeaf = (value: unknown) => unknown;

/** Returns the reader of a subgraph's values of a leaf type. */
export function leafReader(type: GraphQLLeafType): ReadLeaf {
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name));
    return (value) => (names.has(value as string) ? value : undefined);
  }
  return SCALARS[type.name] ?? ((value) => value);
}

/** The specified scalars; values of custom scalars are passed through. */
const SCALARS: Readonly<Record<string, ReadLeaf>> = {
  Int: (value) => (((value as number) | 0) === value ? value : undefined),
  Float: (value) => {
    const number = isExactNumber(value) ? Number(value.rawJSON) : value;
    return Number.isFinite(number) ? number : undefined;
  },
  Boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  String: (value) => (typeof value === 'string' ? value : undefined),
  ID: (value) => {
    if (typeof value === 'string') return value;
    if (isExactNumber(value)) return value.rawJSON;
    return Number.isInteger(value) ? String(value) : undefined;
  },
};

/**
 * Returns a JavaScript expression that is true for values that need no conversion, which are nearly
 * all.
 */
export function plainTest(type: GraphQLLeafType, variable: string): string | null {
  if (isEnumType(type)) return null;
  if (type.name === 'String' || type.name === 'ID') return `typeof ${variable} === 'string'`;
  if (type.name === 'Boolean') return `typeof ${variable} === 'boolean'`;
  if (type.name === 'Int') return `(${variable} | 0) === ${variable}`;
  return null;
}
