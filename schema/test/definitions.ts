import { type FieldDefinitionNode, Kind, type ObjectTypeDefinitionNode, parse } from 'graphql';

/** The root operation types. */
const ROOTS = ['Query', 'Mutation', 'Subscription'];

/** Object types as the SDL defines them, with their directives. */
export function objectTypes(sdl: string): ObjectTypeDefinitionNode[] {
  return parse(sdl).definitions.filter((each) => each.kind === Kind.OBJECT_TYPE_DEFINITION);
}

/** Every root field, with its type. */
export function rootFields(sdl: string): { type: string; field: FieldDefinitionNode }[] {
  return objectTypes(sdl)
    .filter(({ name }) => ROOTS.includes(name.value))
    .flatMap(({ name, fields = [] }) => fields.map((field) => ({ type: name.value, field })));
}
