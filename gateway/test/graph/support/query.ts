import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { hash, type Random, randomFrom } from './random.ts';

/** A random operation and its variables. */
export interface MadeQuery {
  readonly text: string;
  readonly variables: Record<string, unknown>;
}

interface Making {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  readonly definitions: string[];
  readonly variables: Record<string, unknown>;
  readonly fragments: string[];
  /** Number of fields that may still be added. */
  budget: number;
  /** Percentage of fields whose alias is the name of another field. */
  readonly clashes: number;
  /** Percentage of selections with a condition. */
  readonly conditions: number;
  /** Percentage of fragments that are deferred. */
  readonly defers: number;
  /** Number of labels of deferred fragments. */
  labels: number;
}

/**
 * Generates a valid random operation of about `fields` fields; the same seed gives the same one.
 */
export function makeQuery(
  schema: GraphQLSchema,
  seed: number,
  { fields = 40, clashes = 0, conditions = 12, defers = 0 } = {},
): MadeQuery {
  for (let attempt = 0; ; attempt++) {
    const making: Making = {
      schema,
      random: randomFrom(seed * 1_000 + attempt),
      definitions: [],
      variables: {},
      fragments: [],
      budget: fields,
      clashes,
      conditions,
      defers,
      labels: 0,
    };
    const mutation = schema.getMutationType() && making.random.percent(50);
    const root = mutation ? schema.getMutationType()! : schema.getQueryType()!;
    const selections = selectionsOf(making, root, 0);
    const variables = making.definitions.length > 0 ? `(${making.definitions.join(', ')})` : '';
    const text = [
      `${mutation ? 'mutation' : 'query'} Made${variables} ${selections}`,
      ...making.fragments,
    ].join('\n');
    if (validate(schema, parse(text)).length === 0) return { text, variables: making.variables };
    if (attempt > 50) throw new Error(`No valid query of seed ${seed}: ${text}`);
  }
}

function selectionsOf(making: Making, type: GraphQLCompositeType, depth: number): string {
  const { random, schema } = making;
  const parts: string[] = [];
  const count = 1 + random.below(depth === 0 ? 3 : 4);
  for (let index = 0; index < count; index++) {
    const fragments = (isObjectType(type) ? 12 : 35) + (making.defers > 0 && depth < 3 ? 25 : 0);
    if (isUnionType(type) || random.percent(fragments)) parts.push(fragmentOf(making, type, depth));
    else if (random.percent(8))
      parts.push(`${random.percent(30) ? 'kind: ' : ''}__typename${condition(making)}`);
    else parts.push(fieldOf(making, type, depth));
  }
  if (depth === 0 && type === schema.getQueryType() && random.percent(5))
    parts.push('__type(name: "Query") { name kind fields { name } }');
  const written = parts.filter(Boolean);
  return `{ ${written.length > 0 ? written.join(' ') : '__typename'} }`;
}

function fragmentOf(making: Making, type: GraphQLCompositeType, depth: number): string {
  const { random, schema } = making;
  const possible = isObjectType(type)
    ? [type, ...type.getInterfaces()]
    : [type, ...schema.getPossibleTypes(type)];
  const on = random.pick(possible);
  const selections = selectionsOf(making, on, depth + (isUnionType(on) ? 1 : 0.5));
  if (random.percent(30)) {
    const name = `F${making.fragments.length}_${random.below(1_000)}`;
    making.fragments.push(`fragment ${name} on ${on.name} ${selections}`);
    return `...${name}${condition(making)}${deferral(making)}`;
  }
  if (on === type && random.percent(40)) return `...${condition(making)}${deferral(making)} ${selections}`;
  return `... on ${on.name}${condition(making)}${deferral(making)} ${selections}`;
}

function deferral(making: Making): string {
  const { random, defers } = making;
  if (defers === 0 || !random.percent(defers)) return '';
  const label = random.percent(40) ? `label: "label${making.labels++}"` : '';
  const when = random.percent(20) ? `if: ${random.percent(70)}` : '';
  const given = [label, when].filter(Boolean).join(', ');
  return ` @defer${given ? `(${given})` : ''}`;
}

function fieldOf(
  making: Making,
  type: Exclude<GraphQLCompositeType, { getTypes: unknown }>,
  depth: number,
): string {
  const { random } = making;
  making.budget -= 1;
  const all = Object.values(type.getFields());
  const deep = depth >= 5 || making.budget <= 0;
  const fields = deep ? all.filter((field) => isLeafType(getNamedType(field.type))) : all;
  if (fields.length === 0) return '__typename';
  const field = random.pick(fields);
  const given = argumentsOf(making, field);
  const named = getNamedType(field.type);
  // A response name is specific to one type and one set of arguments, so that fields always merge.
  const own = `${field.name}_${hash(`${field.type} ${given}`) % 1_000}`;
  const clash = random.percent(making.clashes) ? `${random.pick([...all, field]).name}: ` : null;
  const alias = clash ?? (given || random.percent(15) ? `${own}${random.percent(20) ? 'b' : ''}: ` : '');
  const inner = isLeafType(named) ? '' : ` ${selectionsOf(making, named as GraphQLCompositeType, depth + 1)}`;
  return `${alias}${field.name}${given}${condition(making)}${inner}`;
}

function condition(making: Making): string {
  const { random } = making;
  if (!random.percent(making.conditions)) return '';
  const directive = random.pick(['skip', 'include']);
  if (random.percent(30)) return ` @${directive}(if: ${random.percent(50)})`;
  const name = `if${random.below(3)}`;
  if (!making.definitions.some((each) => each.startsWith(`$${name}:`))) {
    const byDefault = random.percent(30);
    making.definitions.push(byDefault ? `$${name}: Boolean = ${random.percent(50)}` : `$${name}: Boolean!`);
    if (!byDefault || random.percent(50)) making.variables[name] = random.percent(50);
  }
  return ` @${directive}(if: $${name})`;
}

function argumentsOf(making: Making, field: GraphQLField<unknown, unknown>): string {
  const given = field.args
    .filter((argument) => isNonNullType(argument.type) || making.random.percent(50))
    .map((argument) => `${argument.name}: ${argumentValue(making, argument)}`);
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

function argumentValue(making: Making, { type }: GraphQLArgument): string {
  const { random } = making;
  if (random.percent(50)) return literal(inputValue(random, type), type);
  const name = `v${making.definitions.length}`;
  making.definitions.push(`$${name}: ${type}`);
  const value = inputValue(random, type);
  if (isNonNullType(type) || random.percent(80)) making.variables[name] = value;
  return `$${name}`;
}

function inputValue(random: Random, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return inputValue(random, type.ofType);
  if (isListType(type)) return Array.from({ length: random.below(3) }, () => inputValue(random, type.ofType));
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || random.percent(60),
    );
    return Object.fromEntries(fields.map((field) => [field.name, inputValue(random, field.type)]));
  }
  if (type.name === 'Boolean') return random.percent(50);
  if (type.name === 'Int') return random.below(9);
  if (type.name === 'Float') return random.below(9) + 0.5;
  return `text-${random.below(9)}`;
}

function literal(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(value, type.ofType);
  if (isListType(type))
    return `[${(value as unknown[]).map((item) => literal(item, type.ofType)).join(', ')}]`;
  if (isEnumType(type)) return String(value);
  if (!isInputObjectType(type)) return JSON.stringify(value);
  const fields = type.getFields();
  const members = Object.entries(value as object).map(
    ([name, inner]) => `${name}: ${literal(inner, fields[name]!.type)}`,
  );
  return `{ ${members.join(', ')} }`;
}
