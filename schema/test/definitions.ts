import { type FieldDefinitionNode, Kind, type ObjectTypeDefinitionNode, parse } from 'graphql';

/** Types whose fields begin an operation. */
const ROOTS = ['Query', 'Mutation', 'Subscription'];

/** Object types as the SDL defines them, with its directives. */
export function objectTypes(sdl: string): ObjectTypeDefinitionNode[] {
  return parse(sdl).definitions.filter((each) => each.kind === Kind.OBJECT_TYPE_DEFINITION);
}

/** Every field that begins an operation, with the type it belongs to. */
export function rootFields(sdl: string): { type: string; field: FieldDefinitionNode }[] {
  return objectTypes(sdl)
    .filter(({ name }) => ROOTS.includes(name.value))
    .flatMap(({ name, fields = [] }) => fields.map((field) => ({ type: name.value, field })));
}
