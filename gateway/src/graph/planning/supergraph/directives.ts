import { type ConstDirectiveNode, Kind, parse, type SelectionSetNode } from 'graphql';

/** Returns the string or enum value of a directive's argument; undefined if it has none. */
export function argumentOf({ arguments: args = [] }: ConstDirectiveNode, name: string): string | undefined {
  const value = args.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

/** Returns the boolean value of a directive's argument; undefined if it has none. */
export function flagOf({ arguments: args = [] }: ConstDirectiveNode, name: string): boolean | undefined {
  const value = args.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

/** Parses a field set, such as that of `@requires`. */
export function parseFieldSet(text: string): SelectionSetNode {
  const braced = text.trim().startsWith('{') ? text : `{ ${text} }`;
  const [definition] = parse(braced, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`Expected a field set, got: ${text}`);
  return definition.selectionSet;
}
