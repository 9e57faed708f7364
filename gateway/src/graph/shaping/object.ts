import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type OperationDefinitionNode,
} from 'graphql';
import { own } from '../execution/run.ts';
import { collectFields, differsByType, type Reading } from './collect.ts';
import { introspection } from './introspect.ts';
import { plainTest } from './leaf.ts';
import { type Complete, missing, type Shaping } from './shaping.ts';
import { compileValue } from './value.ts';

/** What shapers are compiled with. */
export interface Shapes extends Reading {
  readonly operation: OperationDefinitionNode;
}

/** Makes the client's object of a fetched one; null when one of its fields must not be null and is. */
export type Build = (source: object, shaping: Shaping, depth: number) => object | null;

/** One field of an object: its response key, where its value is in the fetched data, and how it is completed. */
interface FieldShape {
  readonly key: string;
  readonly dataKey: string;
  readonly complete: Complete;
  /** An expression over the value that is true when it may be taken as it is. */
  readonly plain: string | null;
}

/** Compiles the objects of one runtime type. */
export function compileObject(
  shapes: Shapes,
  type: Exclude<GraphQLCompositeType, { getTypes: unknown }>,
  nodes: readonly { readonly selectionSet?: FieldNode['selectionSet'] }[],
): Build {
  const groups = collectFields(
    shapes,
    type,
    nodes.map(({ selectionSet }) => selectionSet),
  );
  return generate([...groups].map(([key, group]) => compileField(shapes, type, key, group)));
}

function compileField(
  shapes: Shapes,
  type: GraphQLCompositeType,
  key: string,
  nodes: readonly FieldNode[],
): FieldShape {
  const name = nodes[0]!.name.value;
  const dataKey = shapes.dataKey(nodes[0]!);
  if (name === '__typename') return { key, dataKey, plain: null, complete: typenameOf(type) };
  if (isUnionType(type)) throw new Error(`The union ${type.name} has no field ${name}.`);
  if ((name === '__schema' || name === '__type') && type === shapes.schema.getQueryType()) {
    const answer = introspection(shapes, shapes.operation, nodes);
    return { key, dataKey, plain: null, complete: (_, shaping) => answer(shaping) };
  }
  const field = type.getFields()[name];
  if (!field) throw new Error(`The type ${type.name} has no field ${name}.`);
  const inner = isNonNullType(field.type) ? field.type.ofType : field.type;
  return {
    key,
    dataKey,
    plain: isLeafType(inner) && !isListType(inner) ? plainTest(inner, 'value') : null,
    complete: compileValue(shapes, field.type, nodes, `${type.name}.${name}`),
  };
}

/** An interface stands for an object whose own type no subgraph has told: its name cannot be given. */
function typenameOf(type: GraphQLCompositeType): Complete {
  if (!isObjectType(type)) return (_, shaping, depth) => missing(shaping, depth, `${type.name}.__typename`);
  return () => type.name;
}

/**
 * Writes the builder as one function with an object literal: a literal of known fields is several times faster than
 * setting them one after another, here and when it is turned into JSON. Names are GraphQL names, quoted.
 */
function generate(fields: readonly FieldShape[]): Build {
  const lines = fields.map(({ key, dataKey, plain }, index) => {
    const name = JSON.stringify(dataKey);
    const read = dataKey in Object.prototype ? `own(source, ${name})` : `source[${name}]`;
    const complete = `shaping.path[depth] = ${JSON.stringify(key)};
      value = complete[${index}](value, shaping, depth + 1);
      if (value === undefined) return null;`;
    return `value = ${read};
      ${plain ? `if (!(${plain})) { ${complete} }` : complete}
      const v${index} = value;`;
  });
  const members = fields.map(({ key }, index) => `${memberName(key)}: v${index}`);
  const write = new Function(
    'complete',
    'own',
    `return function build(source, shaping, depth) {
      let value;
      ${lines.join('\n')}
      return { ${members.join(', ')} };
    };`,
  );
  return write(
    fields.map(({ complete }) => complete),
    own,
  );
}

/** `__proto__` is a member like any other only where its name is computed, which makes the whole literal slower. */
function memberName(key: string): string {
  const name = JSON.stringify(key);
  return key === '__proto__' ? `[${name}]` : name;
}

/**
 * The named type of a field's nodes is an interface or a union: its objects are told apart by `__typename`. An object of
 * which only the interface is known is null where the selection differs by type.
 */
export function compileAbstract(
  shapes: Shapes,
  type: Exclude<GraphQLCompositeType, GraphQLObjectType>,
  nodes: readonly FieldNode[],
): (typename: string) => Build | null {
  const builds = new Map<string, Build>();
  return (typename) => {
    const known = builds.get(typename);
    if (known) return known;
    const runtime = shapes.schema.getType(typename);
    const possible =
      (isObjectType(runtime) || isInterfaceType(runtime)) &&
      (runtime === getNamedType(type) || shapes.schema.isSubType(type, runtime));
    if (!possible) return null;
    const sets = nodes.map(({ selectionSet }) => selectionSet);
    const unknown = isInterfaceType(runtime) && differsByType(shapes, runtime, sets);
    const build: Build = unknown
      ? (_, shaping, depth) => missing(shaping, depth, `${runtime.name}.__typename`) ?? null
      : compileObject(shapes, runtime, nodes);
    builds.set(typename, build);
    return build;
  };
}
