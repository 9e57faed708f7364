import { describe, expect, test } from '@jest/globals';
import { defineAccess } from '@tributary/gateway/access';
import { defineNotifications } from '@tributary/gateway/notifications';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { usageSubgraph } from '@tributary/gateway/usage';
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  valueFromAST,
} from 'graphql';

/** Every argument and input field of a schema, by its coordinate. */
function inputsOf(schema: GraphQLSchema): [string, GraphQLArgument | GraphQLInputField][] {
  return Object.values(schema.getTypeMap()).flatMap(
    (type): [string, GraphQLArgument | GraphQLInputField][] => {
      if (isInputObjectType(type))
        return Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field]);
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      return Object.values(type.getFields()).flatMap((field) =>
        field.args.map((argument): [string, GraphQLArgument] => [
          `${type.name}.${field.name}(${argument.name}:)`,
          argument,
        ]),
      );
    },
  );
}

const access = defineAccess(async () => [], {} as never);
const notifications = defineNotifications({} as never);
const WITH_DEFAULT = [access, notifications, usageSubgraph, ...subgraphs].flatMap(({ name, schema }) =>
  inputsOf(schema)
    .filter(([, input]) => input.astNode?.defaultValue && isEnumType(getNamedType(input.type)))
    .map(([coordinate, input]) => [`${name}: ${coordinate}`, input] as const),
);

describe('the default of an enum', () => {
  test('exists for some arguments', () => {
    expect(WITH_DEFAULT.length).toBeGreaterThan(10);
  });

  test.each(WITH_DEFAULT)('%s equals the internal value of the same name sent by a caller', (_, input) => {
    expect(input.defaultValue).toEqual(valueFromAST(input.astNode!.defaultValue!, input.type));
  });
});
