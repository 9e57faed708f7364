import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  type InlineFragmentNode,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type OperationDefinitionNode,
} from 'graphql';
import type { IsDenied } from '../authorization/denied-selections.ts';
import { markOf } from '../deferring/marked-fragments.ts';
import { isObject } from '../json.ts';
import { collectFields, differsByType, type SelectionContext } from './collect.ts';
import { absent, type Complete, deniedField, invalid, missing } from './completion.ts';
import { introspection } from './introspect.ts';
import { leafReader, plainTest } from './leaf.ts';
import { type Build, type FieldShape, generateBuilder } from './object-builder.ts';

/** The shared inputs for compiling completers. */
export interface ShapeContext extends SelectionContext {
  readonly operation: OperationDefinitionNode;
  /** Whether the caller must not select a field; null if it may select all. */
  readonly isDenied: IsDenied | null;
}

/** Compiles the completion of objects of one runtime type (ExecuteSelectionSet). */
export function compileObject(
  context: ShapeContext,
  type: Exclude<GraphQLCompositeType, { getTypes: unknown }>,
  nodes: readonly { readonly selectionSet?: FieldNode['selectionSet'] }[],
): Build {
  const deferred: InlineFragmentNode[] = [];
  const groups = collectFields(
    context,
    type,
    nodes.map(({ selectionSet }) => selectionSet),
    deferred,
  );
  const build = generateBuilder([...groups].map(([key, group]) => compileField(context, type, key, group)));
  return deferred.length === 0 ? build : withDeferred(context, type, build, deferred);
}

/** Records the deferred fragments of each object that is built. */
function withDeferred(
  context: ShapeContext,
  type: Exclude<GraphQLCompositeType, { getTypes: unknown }>,
  build: Build,
  fragments: readonly InlineFragmentNode[],
): Build {
  const later = fragments.map((node) => {
    let compiled: Build | undefined;
    const buildFragment: Build = (...object) => {
      compiled ??= compileObject(context, type, [node]);
      return compiled(...object);
    };
    return { id: markOf(node)!, buildFragment };
  });
  return (source, completion, depth) => {
    const built = build(source, completion, depth);
    if (!built) return null;
    const path = completion.path.slice(0, depth);
    for (const { id, buildFragment } of later)
      completion.deferred.push({
        id,
        path,
        build: (part) => buildFragment(source, { ...part, path: [...path] }, depth),
      });
    return built;
  };
}

function compileField(
  context: ShapeContext,
  type: GraphQLCompositeType,
  key: string,
  nodes: readonly FieldNode[],
): FieldShape {
  const name = nodes[0]!.name.value;
  const dataKey = context.dataKey(nodes[0]!);
  if (name === '__typename') return { key, dataKey, plain: null, complete: typenameOf(type) };
  if (isUnionType(type)) throw new Error(`The union ${type.name} has no field ${name}.`);
  if ((name === '__schema' || name === '__type') && type === context.schema.getQueryType()) {
    const resolve = introspection(context, context.operation, nodes);
    return { key, dataKey, plain: null, complete: (_, completion) => resolve(completion) };
  }
  const field = type.getFields()[name];
  if (!field) throw new Error(`The type ${type.name} has no field ${name}.`);
  if (context.isDenied?.(type.name, name)) {
    const nothing = isNonNullType(field.type) ? undefined : null;
    return { key, dataKey, plain: null, complete: deniedField(`${type.name}.${name}`, nothing) };
  }
  const inner = isNonNullType(field.type) ? field.type.ofType : field.type;
  return {
    key,
    dataKey,
    plain: isLeafType(inner) && !isListType(inner) ? plainTest(inner, 'value') : null,
    complete: compileValue(context, field.type, nodes, `${type.name}.${name}`),
  };
}

/** Compiles `__typename`, which is missing if only the interface of the object is known. */
function typenameOf(type: GraphQLCompositeType): Complete {
  if (!isObjectType(type))
    return (_, completion, depth) => missing(completion, depth, `${type.name}.__typename`);
  return () => type.name;
}

/**
 * Compiles the completion of objects of an interface or union by their typename. An object whose
 * interface alone is known becomes null if the selection differs by type.
 */
function compileAbstract(
  context: ShapeContext,
  type: Exclude<GraphQLCompositeType, GraphQLObjectType>,
  nodes: readonly FieldNode[],
): (typename: string) => Build | null {
  const builds = new Map<string, Build>();
  return (typename) => {
    const known = builds.get(typename);
    if (known) return known;
    const runtime = context.schema.getType(typename);
    const possible =
      (isObjectType(runtime) || isInterfaceType(runtime)) &&
      (runtime === getNamedType(type) || context.schema.isSubType(type, runtime));
    if (!possible) return null;
    const sets = nodes.map(({ selectionSet }) => selectionSet);
    const unknown = isInterfaceType(runtime) && differsByType(context, runtime, sets);
    const build: Build = unknown
      ? (_, completion, depth) => missing(completion, depth, `${runtime.name}.__typename`) ?? null
      : compileObject(context, runtime, nodes);
    builds.set(typename, build);
    return build;
  };
}

/** Compiles the completion of a field's value (CompleteValue); `field` names it in errors. */
function compileValue(
  context: ShapeContext,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  field: string,
): Complete {
  if (isNonNullType(type)) {
    const inner = compileValue(context, type.ofType, nodes, field);
    return (value, completion, depth) => {
      if (value === null || value === undefined) return missing(completion, depth, field);
      return inner(value, completion, depth) ?? undefined;
    };
  }
  if (isListType(type)) return listOf(compileValue(context, type.ofType, nodes, field), field);
  if (isLeafType(type)) {
    const read = leafReader(type);
    return (value, completion, depth) => {
      if (value === null) return null;
      if (value === undefined) return absent(completion, depth, field);
      return read(value) ?? invalid(completion, depth, `Invalid value found for field ${field}.`);
    };
  }
  return isObjectType(type)
    ? objectOf(() => compileObject(context, type, nodes), field)
    : abstractOf(context, type, nodes, field);
}

function listOf(item: Complete, field: string): Complete {
  return (value, completion, depth) => {
    if (value === null) return null;
    if (value === undefined) return absent(completion, depth, field);
    if (!Array.isArray(value)) return invalid(completion, depth, `Expected a list for field ${field}.`);
    const items = new Array(value.length);
    for (let index = 0; index < value.length; index++) {
      completion.path[depth] = index;
      const completed = item(value[index], completion, depth + 1);
      if (completed === undefined) return null;
      items[index] = completed;
    }
    return items;
  };
}

/** Compiles objects on first use, because many parts of an operation have no data. */
function objectOf(compile: () => Build, field: string): Complete {
  let build: Build | undefined;
  return (value, completion, depth) => {
    if (value === null) return null;
    if (value === undefined) return absent(completion, depth, field);
    if (!isObject(value)) return invalid(completion, depth, `Expected an object for field ${field}.`);
    build ??= compile();
    return build(value, completion, depth);
  };
}

function abstractOf(
  context: ShapeContext,
  type: Exclude<GraphQLCompositeType, { isTypeOf: unknown }>,
  nodes: readonly FieldNode[],
  field: string,
): Complete {
  const buildOf = compileAbstract(context, type, nodes);
  // Without a typename the fields of an interface can still be read; those of a union cannot.
  const unknown = isUnionType(type) ? '' : type.name;
  return (value, completion, depth) => {
    if (value === null) return null;
    if (value === undefined) return absent(completion, depth, field);
    if (!isObject(value)) return invalid(completion, depth, `Expected an object for field ${field}.`);
    const build = buildOf((value['__typename'] as string | undefined) ?? unknown);
    if (!build) return invalid(completion, depth, `Invalid __typename found for object at field ${field}.`);
    return build(value, completion, depth);
  };
}
