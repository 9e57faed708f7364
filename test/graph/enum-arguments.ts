import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { TestApp } from '@tributary/test/support';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
  print,
} from 'graphql';
import { literalOf } from './list-arguments.ts';
import { pathsToType, type Step } from './list-places.ts';
import { fieldText, operationOf } from './list-selections.ts';
import { targetOf } from './lists.ts';
import type { World } from './shape.ts';

/** An argument with an enum type, or with an input object that has fields of an enum type. */
interface EnumArgument {
  /** A path from Query to the field that has the argument. */
  readonly path: readonly Step[];
  readonly argument: GraphQLArgument;
  /** One literal for each value of the enum. */
  readonly literals: readonly string[];
  /** The documented default; undefined without a default. */
  readonly byDefault: string | undefined;
}

const SCHEMA = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'));
const ARGUMENTS = new Map(enumArguments().map((each) => [coordinateOf(each), each]));
const WITH_DEFAULT = [...ARGUMENTS].filter(([, { byDefault }]) => byDefault !== undefined);

/** Describes every enum argument of a query; `worlds` returns what the test file has set up. */
export function describeEnumArguments(worlds: () => { app: TestApp; few: World }): void {
  describe('every enum argument', () => {
    test('exists with and without a default', () => {
      expect(WITH_DEFAULT.length).toBeGreaterThan(10);
      expect(ARGUMENTS.size).toBeGreaterThan(WITH_DEFAULT.length);
    });

    test.each(WITH_DEFAULT)('%s: omitted, it has its default', async (_, { path, argument, byDefault }) => {
      const omitted = await ask(path, {});
      expect(await ask(path, { [argument.name]: byDefault! })).toEqual(omitted);
    });

    test.each([...ARGUMENTS])(
      '%s: each value reaches its resolver',
      async (_, { path, argument, literals }) => {
        for (const literal of literals) {
          const { errors = [] } = await ask(path, { [argument.name]: literal });
          const codes = errors.map(({ extensions }) => extensions?.['code']);
          expect([literal, codes]).not.toEqual([literal, expect.arrayContaining(['INTERNAL'])]);
        }
      },
    );
  });

  async function ask(path: readonly Step[], given: Readonly<Record<string, string>>) {
    const { app, few } = worlds();
    const target = await targetOf(app, few);
    const step = path.at(-1)!;
    const text = fieldText(step, target, '', { given, levels: 0 });
    const above = path.slice(0, -1);
    const part = { name: step.field.name, text };
    return app.graphql(above.length ? operationOf(above, [part], target) : `{ ${text} }`, {}, few.key);
  }
}

function enumArguments(): EnumArgument[] {
  return Object.values(SCHEMA.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__') && type !== SCHEMA.getMutationType())
    .flatMap((type) => (isObjectType(type) ? [type] : []))
    .flatMap((parent) => {
      const above = parent === SCHEMA.getQueryType() ? [] : pathsToType(SCHEMA, parent)[0];
      if (!above) return [];
      return Object.values(parent.getFields()).flatMap((field) =>
        field.args.flatMap((argument): EnumArgument[] => {
          const literals = literalsOf(argument.type);
          if (literals.length === 0) return [];
          const written = argument.astNode?.defaultValue;
          const byDefault = written && print(written);
          return [{ path: [...above, { parent, field }], argument, literals, byDefault }];
        }),
      );
    });
}

/**
 * Writes one literal for each value of an enum, and for each value in each enum field of an input
 * object.
 */
function literalsOf(type: GraphQLInputType): string[] {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) return literalsOf(nullable.ofType).map((each) => `[${each}]`);
  if (isEnumType(nullable)) return nullable.getValues().map(({ name }) => name);
  if (!isInputObjectType(nullable)) return [];
  const fields = Object.values(nullable.getFields());
  return fields
    .filter((field) => isEnumType(getNamedType(field.type)))
    .flatMap((field) => {
      const others = fields.filter((each) => isRequiredInputField(each) && each !== field);
      const required = others.map((each) => `${each.name}: ${literalOf(each.name, each.type)}`);
      return literalsOf(field.type).map(
        (each) => `{ ${[...required, `${field.name}: ${each}`].join(', ')} }`,
      );
    });
}

function coordinateOf({ path, argument }: EnumArgument): string {
  const { parent, field } = path.at(-1)!;
  return `${parent.name}.${field.name}(${argument.name}:)`;
}
