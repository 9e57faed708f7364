import {
  type FieldNode,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  getArgumentValues,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { selected } from '../support/made-up.ts';
import { hash } from '../support/random.ts';
import type { World } from './world.ts';

// Every object has a number, and every value is derived from its type, its number, the field, the
// arguments and the required fields. A subgraph reads the number from the keys of a reference, and
// the required values from the representation; the monolith computes both.

const NUMBER = Symbol('number');

/** An object of the data: its number, and its type in the given schema. */
interface Thing {
  readonly __typename: string;
  readonly [NUMBER]: number;
}

/** The conditions that vary between runs. */
export interface Circumstances {
  readonly seed: number;
  /** Percentage of nullable values that are null. */
  readonly nulls: number;
  /** Percentage of fields that fail, among those that nothing else requires. */
  readonly errors: number;
}

/** Resolvers of one schema, of a subgraph or of the monolith, over the data of a world. */
export interface Data {
  readonly fieldResolver: GraphQLFieldResolver<unknown, unknown>;
  readonly typeResolver: GraphQLTypeResolver<unknown, unknown>;
  /** Returns the object of a reference. */
  reference(schema: GraphQLSchema, type: string, reference: object): object;
}

/**
 * Returns the data of a world. The monolith evaluates requirements; a subgraph reads them from its
 * representations.
 */
export function dataOf(world: World, monolith: () => GraphQLSchema, now: () => Circumstances): Data {
  const values = new Values(world, monolith, now);
  return {
    fieldResolver: (source, args, _, info) => values.resolve(source, args, info),
    typeResolver: (value) => (value as Thing).__typename,
    reference: (schema, type, reference) => values.thing(schema, type, numberIn(reference) ?? 0),
  };
}

class Values {
  readonly #world: World;
  readonly #monolith: () => GraphQLSchema;
  readonly #now: () => Circumstances;
  readonly #selections = new Map<string, SelectionSetNode>();

  constructor(world: World, monolith: () => GraphQLSchema, now: () => Circumstances) {
    this.#world = world;
    this.#monolith = monolith;
    this.#now = now;
  }

  resolve(source: unknown, args: object, info: GraphQLResolveInfo): unknown {
    const { parentType, fieldName, schema } = info;
    const number = numberIn(source) ?? 0;
    const requires = this.#world.rules.get(`${parentType.name}.${fieldName}`)?.requires;
    let required = '';
    if (requires) {
      const selection = this.#selection(requires);
      const found =
        schema === this.#monolith()
          ? this.#evaluate(parentType, number, selection)
          : selected(source as object, selection);
      required = JSON.stringify(found);
    }
    return this.#value(schema, parentType, number, fieldName, args, required);
  }

  #selection(text: string): SelectionSetNode {
    const known = this.#selections.get(text);
    if (known) return known;
    const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('unreachable');
    this.#selections.set(text, definition.selectionSet);
    return definition.selectionSet;
  }

  #value(
    schema: GraphQLSchema,
    type: GraphQLObjectType,
    number: number,
    field: string,
    args: object,
    required: string,
  ): unknown {
    const rule = this.#world.rules.get(`${type.name}.${field}`);
    if (!rule) throw new Error(`No rule for ${type.name}.${field}.`);
    const returns = type.getFields()[field]!.type;
    if (rule.identity) return this.#identity(schema, returns, field, number);
    const { seed, errors } = this.#now();
    const value = hash([seed, rule.owner, number, field, JSON.stringify(args), required].join('|'));
    if (!rule.needed && hash(`error ${value}`) % 100 < errors)
      throw new Error(`${rule.owner}.${field} has failed`);
    return this.#made(schema, returns, field, value);
  }

  #identity(schema: GraphQLSchema, type: GraphQLOutputType, field: string, number: number): unknown {
    const inner = isNonNullType(type) ? type.ofType : type;
    if (isObjectType(inner)) return this.thing(schema, inner.name, number);
    return 'name' in inner && inner.name === 'Int' ? number : `${field}-${number}`;
  }

  #made(schema: GraphQLSchema, type: GraphQLOutputType, field: string, value: number): unknown {
    if (isNonNullType(type)) return this.#present(schema, type.ofType, field, value);
    if (hash(`null ${value}`) % 100 < this.#now().nulls) return null;
    return this.#present(schema, type, field, value);
  }

  #present(schema: GraphQLSchema, type: GraphQLOutputType, field: string, value: number): unknown {
    if (isListType(type)) {
      const items = Array.from({ length: value % 4 }, (_, index) => hash(`${value} ${index}`));
      return items.map((item) => this.#made(schema, type.ofType, field, item));
    }
    if (isEnumType(type)) return type.getValues()[value % type.getValues().length]!.value;
    if (isObjectType(type) || isInterfaceType(type) || isUnionType(type))
      return this.thing(schema, type.name, value % 11);
    switch ((type as { name: string }).name) {
      case 'Int':
        return value % 1_000;
      case 'Float':
        return (value % 1_000) / 4;
      case 'Boolean':
        return value % 2 === 0;
      default:
        return `${field} ${value % 50}`;
    }
  }

  /**
   * Returns the object with a number. For an abstract type the number determines the object type.
   */
  thing(schema: GraphQLSchema, name: string, number: number): Thing {
    if (name === 'Query') return { __typename: name, [NUMBER]: 0 };
    const type = schema.getType(name);
    const members = this.#world.members.get(name);
    if (members && !isObjectType(type)) {
      const member = members[number % members.length]!;
      return this.#world.entityInterfaces.has(name)
        ? { __typename: member, [NUMBER]: number }
        : this.thing(schema, member, number);
    }
    return { __typename: name, [NUMBER]: this.#numberOf(name, number) };
  }

  /**
   * Returns the nearest number that belongs to the type: the objects of an entity interface share
   * one sequence of numbers, assigned to its types in turn.
   */
  #numberOf(name: string, number: number): number {
    for (const each of this.#world.entityInterfaces) {
      const members = this.#world.members.get(each)!;
      const position = members.indexOf(name);
      if (position >= 0) return number - (number % members.length) + position;
    }
    return number;
  }

  /** Evaluates a selection on an object in the whole data, in the form of a representation. */
  #evaluate(type: GraphQLObjectType, number: number, { selections }: SelectionSetNode): unknown {
    return selections.map((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT)
        return node.typeCondition?.name.value === type.name
          ? this.#evaluate(type, number, node.selectionSet)
          : null;
      if (node.kind !== Kind.FIELD) return null;
      const field = type.getFields()[node.name.value]!;
      const args = getArgumentValues(field, node);
      const requires = this.#world.rules.get(`${type.name}.${field.name}`)?.requires;
      const required = requires
        ? JSON.stringify(this.#evaluate(type, number, this.#selection(requires)))
        : '';
      const value = this.#value(this.#monolith(), type, number, field.name, args, required);
      return this.#complete(value, node);
    });
  }

  #complete(value: unknown, node: FieldNode): unknown {
    if (!node.selectionSet || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => this.#complete(item, node));
    const { __typename, [NUMBER]: number } = value as Thing;
    const type = this.#monolith().getType(__typename) as GraphQLObjectType;
    return this.#evaluate(type, number, node.selectionSet);
  }
}

/** Returns the number of an object, from the object or any of its keys. */
function numberIn(value: unknown): number | null {
  if (typeof value !== 'object' || value === null) return null;
  if (NUMBER in value) return value[NUMBER] as number;
  const { id, code, sku, tag } = value as Record<string, unknown>;
  if (typeof code === 'number') return code;
  for (const text of [id, code, sku, (tag as { k?: unknown } | undefined)?.k])
    if (typeof text === 'string') return Number(/(\d+)$/.exec(text)![1]);
  return null;
}
