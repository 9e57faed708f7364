import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isEnumType,
  isInputObjectType,
  Kind,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** The parts of a schema that an operation uses. */
export interface UsedCoordinates {
  readonly name: string;
  readonly coordinates: readonly string[];
}

/**
 * Lists the coordinates of the schema that an executed operation of a valid document uses: fields,
 * arguments, fields of input objects, values of enums, directives, and types in conditions. The
 * values of variables are not read: input types of variables are listed themselves, with those
 * within them. Introspection is left out.
 */
export function coordinatesIn(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): UsedCoordinates {
  const operation = getOperationAST(document, operationName)!;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const found = new Set<string>();
  const pending: string[] = [];
  const info = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(
    info,
    collector(schema, info, found, (name) => pending.push(name)),
  );
  visit(operation, visitor);
  const seen = new Set<string>();
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    visit(fragments.get(name)!, visitor);
  }
  return { name: operation.name?.value ?? '', coordinates: [...found].sort() };
}

function collector(
  schema: GraphQLSchema,
  info: TypeInfo,
  found: Set<string>,
  spread: (name: string) => void,
): ASTVisitor {
  const add = (...parts: (string | undefined)[]) => void found.add(parts.join('.'));
  const owner = () => {
    const directive = info.getDirective();
    return directive ? [`@${directive.name}`] : [info.getParentType()?.name, info.getFieldDef()?.name];
  };
  return {
    Field({ name }) {
      if (name.value.startsWith('__')) return false;
      add(info.getParentType()?.name, name.value);
    },
    Argument: ({ name }) => add(...owner(), name.value),
    Directive: ({ name }) => add(`@${name.value}`),
    ObjectField: ({ name }) => add(getNamedType(info.getParentInputType())?.name, name.value),
    EnumValue: ({ value }) => add(getNamedType(info.getInputType())?.name, value),
    VariableDefinition: ({ type }) => addInputTypes(getNamedType(typeFromAST(schema, type as never)), found),
    FragmentSpread: ({ name }) => spread(name.value),
    FragmentDefinition: ({ typeCondition }) => add(typeCondition.name.value),
    InlineFragment: ({ typeCondition }) => typeCondition && add(typeCondition.name.value),
  };
}

/** Adds the input objects and enums of which a variable can have values. */
function addInputTypes(type: GraphQLNamedType | undefined, found: Set<string>): void {
  if (!type || found.has(type.name)) return;
  if (isEnumType(type)) found.add(type.name);
  if (!isInputObjectType(type)) return;
  found.add(type.name);
  for (const field of Object.values(type.getFields())) addInputTypes(getNamedType(field.type), found);
}
