import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import { argumentsOf, type Target, variedOf } from './list-arguments.ts';
import { type Step, typesOf } from './list-places.ts';

/**
 * One part of the selection of a row: its plain values, or one field that has objects or arguments.
 */
export interface Part {
  readonly name: string;
  readonly text: string;
}

/** Rows of the lists below a row. */
const SHORT = 2;
/** Levels of objects below a row. */
const LEVELS = 2;

/** Selects each field of a row, with two levels of objects below it. */
export function partsOf(item: GraphQLNamedType, target: Target): Part[] {
  return typesOf(item).flatMap((type) => {
    const alias = isUnionType(item) ? `${type.name}_` : '';
    const values = {
      name: `values of ${type.name}`,
      text: on(item, type, plainOf(type, alias) || '__typename'),
    };
    const fields = complexFields(type).map((field) => ({
      name: `${type.name}.${field.name}`,
      text: on(item, type, fieldText({ parent: type, field }, target, alias)),
    }));
    return [values, ...fields];
  });
}

/**
 * Selects each field of a row that has objects or arguments under several aliases, with different
 * arguments if possible.
 */
export function aliasedPartsOf(item: GraphQLNamedType, target: Target, aliases: number): Part[] {
  return typesOf(item).flatMap((type) =>
    complexFields(type).map((field) => {
      const texts = Array.from({ length: aliases }, (_, index) =>
        fieldText({ parent: type, field }, target, `a${index}_`, { variant: index, levels: 1 }),
      );
      return { name: `${type.name}.${field.name}`, text: on(item, type, texts.join(' ')) };
    }),
  );
}

/** Writes an operation that selects parts at the end of a path. */
export function operationOf(path: readonly Step[], parts: readonly Part[], target: Target): string {
  const inner = parts.map(({ text }) => text).join(' ') || '__typename';
  const text = path.reduceRight((below, step, index) => {
    const next = path[index + 1];
    const type = getNamedType(step.field.type);
    const selection = next ? on(type, next.parent, below) : below;
    return `${step.field.name}${argumentsOf(step, target)} { ${selection} }`;
  }, inner);
  return `{ ${text} }`;
}

/** Selects on one type of a union; unchanged if there is only one type. */
function on(declared: GraphQLNamedType, type: GraphQLObjectType, text: string): string {
  return isUnionType(declared) ? `... on ${type.name} { ${text} }` : text;
}

/** Writes a field with the selection below it. */
export function fieldText(
  step: Step,
  target: Target,
  alias: string,
  options: { variant?: number; levels?: number; given?: Readonly<Record<string, string>> } = {},
): string {
  const { variant, levels = LEVELS, given = {} } = options;
  const type = getNamedType(step.field.type);
  const name = alias ? `${alias}${step.field.name}: ${step.field.name}` : step.field.name;
  const call = `${name}${argumentsOf(step, target, { size: SHORT, variant, given })}`;
  return isLeafType(type) ? call : `${call} { ${belowOf(type, target, levels)} }`;
}

/** Selects the values of an object and of its nested objects. */
function belowOf(type: GraphQLNamedType, target: Target, levels: number): string {
  if (isUnionType(type)) {
    const texts = type.getTypes().map((each) => `... on ${each.name} { ${plainOf(each, `${each.name}_`)} }`);
    return `__typename ${texts.join(' ')}`;
  }
  if (!isObjectType(type)) return '__typename';
  // The edges of a connection contain its nodes again.
  const fields = levels > 0 ? complexFields(type).filter(({ name }) => name !== 'edges') : [];
  const texts = fields.map((field) => fieldText({ parent: type, field }, target, '', { levels: levels - 1 }));
  return `__typename ${plainOf(type)} ${texts.join(' ')}`;
}

/** Selects the values of an object that require no argument. */
export function plainOf(type: GraphQLObjectType, alias = ''): string {
  return Object.values(type.getFields())
    .filter(isPlain)
    .map(({ name }) => (alias ? `${alias}${name}: ${name}` : name))
    .join(' ');
}

function complexFields(type: GraphQLObjectType): GraphQLField<unknown, unknown>[] {
  return Object.values(type.getFields()).filter((field) => !isPlain(field));
}

/**
 * Returns whether a field is a value, or a list of values, that can be selected without arguments.
 */
function isPlain(field: GraphQLField<unknown, unknown>): boolean {
  const inner = getNullableType(field.type);
  const value = isListType(inner) ? getNamedType(inner) : inner;
  return isLeafType(value) && !field.args.some(isRequiredArgument) && !variedOf(field);
}
