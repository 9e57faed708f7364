import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** One field on a path from Query to a list. */
export interface Step {
  readonly parent: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
}

/** A field that is a list of objects, and paths to it from Query, the shortest first. */
export interface ListPlace {
  /** `Type.field` of the list. */
  readonly coordinate: string;
  readonly item: GraphQLNamedType;
  readonly paths: readonly (readonly Step[])[];
}

/** The number of fields of the longest path. */
const DEEPEST = 8;
/** The number of paths kept for one list, and of paths followed through one type. */
const MOST_PATHS = 12;
const MOST_VISITS = 16;

/** Returns the coordinate of every field of the schema that is a list of objects. */
export function listFields(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ parent: type, field })))
    .filter(({ field }) => isListOfObjects(field))
    .map(({ parent, field }) => `${parent.name}.${field.name}`);
}

/** Finds every list of objects that a query can reach. */
export function listPlaces(schema: GraphQLSchema): ListPlace[] {
  const found = new Map<string, { item: GraphQLNamedType; paths: Step[][] }>();
  for (const path of pathsOf(schema)) {
    const { parent, field } = path.at(-1)!;
    if (isListOfObjects(field))
      addPath(found, `${parent.name}.${field.name}`, getNamedType(field.type), path);
  }
  return [...found].map(([coordinate, place]) => ({ coordinate, ...place }));
}

/** Finds paths to objects of one type that end at a field returning only that type. */
export function pathsToType(schema: GraphQLSchema, type: GraphQLObjectType): Step[][] {
  return [...pathsOf(schema)].filter((path) => getNamedType(path.at(-1)!.field.type) === type);
}

/** Walks from Query to every field that returns objects, breadth first. */
function* pathsOf(schema: GraphQLSchema): Generator<Step[]> {
  const visits = new Map<string, number>();
  const queue: { type: GraphQLObjectType; path: Step[] }[] = [{ type: schema.getQueryType()!, path: [] }];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { type, path } = next;
    const seen = visits.get(type.name) ?? 0;
    if (seen >= MOST_VISITS || path.length >= DEEPEST) continue;
    visits.set(type.name, seen + 1);
    for (const field of Object.values(type.getFields())) {
      const item = getNamedType(field.type);
      const further = [...path, { parent: type, field }];
      if (typesOf(item).length > 0) yield further;
      if (path.some(({ parent }) => parent === item)) continue;
      for (const each of typesOf(item)) queue.push({ type: each, path: further });
    }
  }
}

function addPath(
  found: Map<string, { item: GraphQLNamedType; paths: Step[][] }>,
  coordinate: string,
  item: GraphQLNamedType,
  path: Step[],
): void {
  const place = found.get(coordinate) ?? { item, paths: [] };
  if (place.paths.length < MOST_PATHS) place.paths.push(path);
  found.set(coordinate, place);
}

function isListOfObjects({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(getNullableType(type)) && typesOf(getNamedType(type)).length > 0;
}

/** Returns the object types that a value of an object or union type can have. */
export function typesOf(type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isUnionType(type) ? type.getTypes() : [];
}

/** Returns the objects of a response at the end of a path. */
export function objectsAt(data: unknown, path: readonly Step[]): unknown[] {
  let values = [data];
  for (const { field } of path)
    values = values
      .flatMap((value) => (value as Record<string, unknown>)[field.name])
      .filter((value) => value !== null && value !== undefined);
  return values;
}
