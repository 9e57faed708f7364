import {
  type ConstDirectiveNode,
  type DocumentNode,
  isTypeDefinitionNode,
  Kind,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';

/** Which elements a contract shows, by the names of their `@tag`s. */
export interface Contract {
  /** If not empty, only fields of which they, or their types, have one of these tags are shown. */
  readonly include?: readonly string[] | undefined;
  /** Elements with one of these tags are hidden. */
  readonly exclude?: readonly string[] | undefined;
}

/** A node that has a name, directives and a place in the schema. */
interface Tagged {
  readonly name: { readonly value: string };
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/** Lists the types that a supergraph's subgraphs have defined, without those of specifications. */
export function ownTypes({ definitions }: DocumentNode): TypeDefinitionNode[] {
  return definitions.filter(isTypeDefinitionNode).filter(({ name }) => !name.value.includes('__'));
}

/** Returns the coordinates of the elements that the tags of a contract hide by themselves. */
export function hiddenByTags(document: DocumentNode, { include = [], exclude = [] }: Contract): Set<string> {
  const hidden = new Set<string>();
  const hasTag = (node: Tagged, wanted: readonly string[]) =>
    tagsOf(node).some((tag) => wanted.includes(tag));
  const visit = (node: Tagged, coordinate: string) => {
    if (hasTag(node, exclude)) hidden.add(coordinate);
  };
  for (const type of ownTypes(document)) {
    const name = type.name.value;
    visit(type, name);
    for (const member of membersOf(type)) {
      const coordinate = `${name}.${member.name.value}`;
      visit(member, coordinate);
      for (const argument of argumentsOf(member)) visit(argument, `${coordinate}(${argument.name.value}:)`);
      const isOutput =
        type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION;
      if (isOutput && include.length > 0 && !hasTag(member, include) && !hasTag(type, include))
        hidden.add(coordinate);
    }
  }
  return hidden;
}

/** Lists the fields, input fields or enum values of a type. */
export function membersOf(type: TypeDefinitionNode) {
  if ('fields' in type) return type.fields ?? [];
  return type.kind === Kind.ENUM_TYPE_DEFINITION ? (type.values ?? []) : [];
}

type Member = ReturnType<typeof membersOf>[number];

/** Lists the arguments of a field; none for other members. */
export function argumentsOf(member: Member) {
  return 'arguments' in member ? (member.arguments ?? []) : [];
}

/** Returns the name of a type without lists and non-null. */
export function nameOfType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOfType(type.type);
}

function tagsOf({ directives = [] }: Tagged): string[] {
  return directives
    .filter(({ name }) => name.value === 'tag')
    .flatMap(({ arguments: args = [] }) => args.map(({ value }) => value))
    .flatMap((value) => (value.kind === Kind.STRING ? [value.value] : []));
}
