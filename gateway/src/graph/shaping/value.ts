import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { isObject } from '../execution/run.ts';
import { leafReader } from './leaf.ts';
import { type Build, compileAbstract, compileObject, type Shapes } from './object.ts';
import { absent, type Complete, invalid, missing } from './shaping.ts';

/** Compiles the completion of a field's value (CompleteValue); `field` names it in errors. */
export function compileValue(
  shapes: Shapes,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  field: string,
): Complete {
  if (isNonNullType(type)) {
    const inner = compileValue(shapes, type.ofType, nodes, field);
    return (value, shaping, depth) => {
      if (value === null || value === undefined) return missing(shaping, depth, field);
      return inner(value, shaping, depth) ?? undefined;
    };
  }
  if (isListType(type)) return listOf(compileValue(shapes, type.ofType, nodes, field), field);
  if (isLeafType(type)) {
    const read = leafReader(type);
    return (value, shaping, depth) => {
      if (value === null) return null;
      if (value === undefined) return absent(shaping, depth, field);
      return read(value) ?? invalid(shaping, depth, `Invalid value found for field ${field}.`);
    };
  }
  return isObjectType(type)
    ? objectOf(() => compileObject(shapes, type, nodes), field)
    : abstractOf(shapes, type, nodes, field);
}

function listOf(item: Complete, field: string): Complete {
  return (value, shaping, depth) => {
    if (value === null) return null;
    if (value === undefined) return absent(shaping, depth, field);
    if (!Array.isArray(value)) return invalid(shaping, depth, `Expected a list for field ${field}.`);
    const items = new Array(value.length);
    for (let index = 0; index < value.length; index++) {
      shaping.path[depth] = index;
      const completed = item(value[index], shaping, depth + 1);
      if (completed === undefined) return null;
      items[index] = completed;
    }
    return items;
  };
}

/** Compiled when the first object comes, as not every part of an operation meets data. */
function objectOf(compile: () => Build, field: string): Complete {
  let build: Build | undefined;
  return (value, shaping, depth) => {
    if (value === null) return null;
    if (value === undefined) return absent(shaping, depth, field);
    if (!isObject(value)) return invalid(shaping, depth, `Expected an object for field ${field}.`);
    build ??= compile();
    return build(value, shaping, depth);
  };
}

function abstractOf(
  shapes: Shapes,
  type: Exclude<GraphQLCompositeType, { isTypeOf: unknown }>,
  nodes: readonly FieldNode[],
  field: string,
): Complete {
  const buildOf = compileAbstract(shapes, type, nodes);
  // The fields of an interface can be read of an object that does not tell its type; those of a union cannot.
  const unknown = isUnionType(type) ? '' : type.name;
  return (value, shaping, depth) => {
    if (value === null) return null;
    if (value === undefined) return absent(shaping, depth, field);
    if (!isObject(value)) return invalid(shaping, depth, `Expected an object for field ${field}.`);
    const build = buildOf((value['__typename'] as string | undefined) ?? unknown);
    if (!build) return invalid(shaping, depth, `Invalid __typename found for object at field ${field}.`);
    return build(value, shaping, depth);
  };
}
