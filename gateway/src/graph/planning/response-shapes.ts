import {
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** Which response shapes the fields of one name have on the types of a schema. */
export interface ResponseShapes {
  /** Names that have more than one shape, so that not all fields of the name merge. */
  readonly ambiguous: ReadonlySet<string>;
  /** Tells the shapes of a name apart: 0 for the most frequent one. */
  positionOf(name: string, type: GraphQLOutputType): number;
}

const known = new WeakMap<GraphQLSchema, ResponseShapes>();

/** The shapes of all fields, as the specification compares them (SameResponseShape). */
export function shapesOf(schema: GraphQLSchema): ResponseShapes {
  const found = known.get(schema) ?? readShapes(schema);
  known.set(schema, found);
  return found;
}

function readShapes(schema: GraphQLSchema): ResponseShapes {
  const counts = new Map<string, Map<string, number>>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || (!isObjectType(type) && !isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      const shapes = counts.get(field.name) ?? new Map<string, number>();
      const shape = shapeOf(field.type);
      counts.set(field.name, shapes.set(shape, (shapes.get(shape) ?? 0) + 1));
    }
  }
  const ordered = new Map(
    [...counts].map(([name, shapes]) => [
      name,
      [...shapes].sort(([, one], [, other]) => other - one).map(([shape]) => shape),
    ]),
  );
  return {
    ambiguous: new Set([...ordered].filter(([, shapes]) => shapes.length > 1).map(([name]) => name)),
    positionOf: (name, type) => Math.max(0, ordered.get(name)?.indexOf(shapeOf(type)) ?? 0),
  };
}

function shapeOf(type: GraphQLOutputType): string {
  if (isNonNullType(type)) return `${shapeOf(type.ofType)}!`;
  if (isListType(type)) return `[${shapeOf(type.ofType)}]`;
  return isCompositeType(type) ? '{}' : String(type);
}
