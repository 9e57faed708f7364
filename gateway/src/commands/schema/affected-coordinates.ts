import type { SchemaChange } from '@tributary/schema/list-changes.ts';
import {
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** The schemas before and after a change. */
export interface Compared {
  readonly before: GraphQLSchema;
  readonly after: GraphQLSchema;
}

/**
 * Lists the coordinates of which an operation must use one to be affected by a breaking change, as
 * usage records them. Null if no coordinate tells, as after a change of a root type. Lists too many
 * rather than too few: values of variables are not recorded, so a client that sends a variable of
 * an enum may send each of its values.
 */
export function affectedCoordinates(compared: Compared, { path }: SchemaChange): string[] | null {
  const parts = path.split('.');
  const isOfDirective = path.startsWith('@');
  // A change of a directive's usage has the coordinate of the element, and then the directive.
  const [owner = '', member, argument] = isOfDirective
    ? parts
    : parts.filter((part) => !part.startsWith('@'));
  if (isOfDirective) return directiveCoordinates(compared, owner, member);
  const type = compared.before.getType(owner);
  if (!type) return null;
  if (member === undefined) return typeCoordinates(compared, type);
  if (isEnumType(type)) return [`${owner}.${member}`, owner];
  if (isInputObjectType(type)) return inputFieldCoordinates(compared, owner, member);
  if (!isObjectType(type) && !isInterfaceType(type)) return typeCoordinates(compared, type);
  const fields = fieldCoordinates(compared.before, owner, member);
  if (argument === undefined) return fields;
  return isNowRequired(compared, [owner, member, argument])
    ? fields
    : fields.map((field) => `${field}.${argument}`);
}

/** An argument of a directive that exists concerns those who send it. */
function directiveCoordinates(
  { before }: Compared,
  directive: string,
  argument: string | undefined,
): string[] {
  const known = before.getDirective(directive.slice(1))?.args.some(({ name }) => name === argument);
  return [known ? `${directive}.${argument}` : directive];
}

/** A field of an object is also selected through its interfaces. */
function fieldCoordinates(schema: GraphQLSchema, owner: string, field: string): string[] {
  const type = schema.getType(owner);
  const interfaces = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];
  const others = interfaces.filter((each) => field in each.getFields()).map(({ name }) => name);
  return [owner, ...others].map((name) => `${name}.${field}`);
}

/** Whether clients that do not send an argument are refused after the change. */
function isNowRequired({ after }: Compared, [owner, field, argument]: [string, string, string]): boolean {
  const type = after.getType(owner);
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  const definition = type.getFields()[field]?.args.find(({ name }) => name === argument);
  return definition !== undefined && isRequiredArgument(definition);
}

/** A field that is required now concerns everybody who sends the object. */
function inputFieldCoordinates({ before, after }: Compared, owner: string, field: string): string[] {
  const type = after.getType(owner);
  const definition = isInputObjectType(type) ? type.getFields()[field] : undefined;
  if (definition && isRequiredInputField(definition)) return membersOf(before, before.getType(owner)!);
  return [`${owner}.${field}`, owner];
}

/** A type is used by its members, in conditions, and by the fields and arguments that have it. */
function typeCoordinates({ before, after }: Compared, type: GraphQLNamedType): string[] {
  const lost = isObjectType(type) ? lostInterfaces(type, after.getType(type.name)) : [];
  return [...new Set([type, ...lost].flatMap((each) => membersOf(before, each)))];
}

function lostInterfaces(type: GraphQLNamedType, now: GraphQLNamedType | undefined): GraphQLNamedType[] {
  if (!isObjectType(type) || !isObjectType(now)) return [];
  const left = new Set(now.getInterfaces().map(({ name }) => name));
  return type.getInterfaces().filter(({ name }) => !left.has(name));
}

function membersOf(schema: GraphQLSchema, type: GraphQLNamedType): string[] {
  const own = 'getFields' in type ? Object.keys(type.getFields()) : [];
  const values = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
  const members = [...own, ...values].map((member) => `${type.name}.${member}`);
  return [type.name, ...members, ...coordinatesOfType(schema, type)];
}

/** Lists the fields and arguments that have a type. */
function coordinatesOfType(schema: GraphQLSchema, type: GraphQLNamedType): string[] {
  const found: string[] = [];
  for (const owner of Object.values(schema.getTypeMap())) {
    if (owner.name.startsWith('__') || !('getFields' in owner)) continue;
    for (const field of Object.values(owner.getFields())) {
      const coordinate = `${owner.name}.${field.name}`;
      if (getNamedType(field.type as GraphQLType) === type) found.push(coordinate);
      if (!('args' in field)) continue;
      for (const argument of field.args)
        if (getNamedType(argument.type as GraphQLType) === type) found.push(`${coordinate}.${argument.name}`);
    }
  }
  return found;
}
