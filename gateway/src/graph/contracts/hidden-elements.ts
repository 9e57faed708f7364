import { type DocumentNode, Kind, type TypeDefinitionNode } from 'graphql';
import {
  argumentsOf,
  type Contract,
  hiddenByTags,
  membersOf,
  nameOfType,
  ownTypes,
} from './tagged-elements.ts';

type Member = ReturnType<typeof membersOf>[number];

/**
 * Returns the coordinates of all elements that a contract hides: those that its tags hide, and
 * those that would not be valid without them, such as a field whose type is hidden.
 */
export function hiddenElements(document: DocumentNode, contract: Contract): ReadonlySet<string> {
  const hidden = hiddenByTags(document, contract);
  const types = ownTypes(document);
  for (let before = -1; before !== hidden.size; ) {
    before = hidden.size;
    for (const type of types) if (!hidden.has(type.name.value)) hideBroken(type, types, hidden);
  }
  hideUnreachable(types, hidden);
  return hidden;
}

function hideBroken(
  type: TypeDefinitionNode,
  types: readonly TypeDefinitionNode[],
  hidden: Set<string>,
): void {
  const name = type.name.value;
  for (const member of membersOf(type)) {
    const coordinate = `${name}.${member.name.value}`;
    if (!hidden.has(coordinate) && isBroken(member, coordinate, hidden)) hidden.add(coordinate);
    if (hidden.has(coordinate) && isRequiredInput(member)) hidden.add(name);
  }
  if (type.kind === Kind.INTERFACE_TYPE_DEFINITION) hideLikeImplementations(name, types, hidden);
  if (isEmpty(type, hidden)) hidden.add(name);
}

/** Whether a member refers to something hidden; hides its optional arguments that do. */
function isBroken(member: Member, coordinate: string, hidden: Set<string>): boolean {
  if (!('type' in member)) return false;
  if (hidden.has(nameOfType(member.type))) return true;
  return argumentsOf(member).some((argument) => {
    const own = `${coordinate}(${argument.name.value}:)`;
    if (hidden.has(nameOfType(argument.type))) hidden.add(own);
    return hidden.has(own) && isRequiredInput(argument);
  });
}

/** Whether an argument or input field must be given. */
function isRequiredInput(member: Member): boolean {
  if (member.kind !== Kind.INPUT_VALUE_DEFINITION) return false;
  return member.type.kind === Kind.NON_NULL_TYPE && member.defaultValue === undefined;
}

/** An interface has only fields that all of its implementations show. */
function hideLikeImplementations(
  name: string,
  types: readonly TypeDefinitionNode[],
  hidden: Set<string>,
): void {
  for (const type of types) {
    const implementing = 'interfaces' in type ? (type.interfaces ?? []) : [];
    const isShown = !hidden.has(type.name.value) && implementing.some((each) => each.name.value === name);
    if (!isShown) continue;
    for (const member of membersOf(type))
      if (hidden.has(`${type.name.value}.${member.name.value}`)) hidden.add(`${name}.${member.name.value}`);
  }
}

/** Whether nothing of a type is shown. */
function isEmpty(type: TypeDefinitionNode, hidden: ReadonlySet<string>): boolean {
  if (type.kind === Kind.SCALAR_TYPE_DEFINITION) return false;
  if (type.kind === Kind.UNION_TYPE_DEFINITION)
    return (type.types ?? []).every((member) => hidden.has(member.name.value));
  return membersOf(type).every((member) => hidden.has(`${type.name.value}.${member.name.value}`));
}

/** Hides the types that no shown field leads to. */
function hideUnreachable(types: readonly TypeDefinitionNode[], hidden: Set<string>): void {
  const byName = new Map(types.map((type) => [type.name.value, type]));
  const reached = new Set<string>();
  const reach = (name: string): void => {
    const type = byName.get(name);
    if (!type || hidden.has(name) || reached.has(name)) return;
    reached.add(name);
    for (const next of referencesOf(type, types, hidden)) reach(next);
  };
  for (const root of ['Query', 'Mutation', 'Subscription']) reach(root);
  for (const name of byName.keys()) if (!reached.has(name)) hidden.add(name);
}

function referencesOf(
  type: TypeDefinitionNode,
  types: readonly TypeDefinitionNode[],
  hidden: ReadonlySet<string>,
): string[] {
  const name = type.name.value;
  const members = membersOf(type)
    .filter((member) => !hidden.has(`${name}.${member.name.value}`))
    .flatMap((member) => ('type' in member ? [member, ...argumentsOf(member)] : []))
    .map((each) => nameOfType(each.type));
  const unionMembers = 'types' in type ? (type.types ?? []).map((member) => member.name.value) : [];
  const interfaces = 'interfaces' in type ? (type.interfaces ?? []).map((each) => each.name.value) : [];
  const implementations = types
    .filter((each) => 'interfaces' in each && each.interfaces?.some((one) => one.name.value === name))
    .map((each) => each.name.value);
  return [...members, ...unionMembers, ...interfaces, ...implementations];
}
