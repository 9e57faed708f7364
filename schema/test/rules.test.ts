import { describe, expect, test } from '@jest/globals';
import { apiSdl } from '@tributary/schema';
import {
  buildSchema,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';

const schema = buildSchema(apiSdl());
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const objects = types.filter(isObjectType);
const fields = objects.flatMap((type) =>
  Object.values(type.getFields()).map((field) => ({ type, field, name: `${type.name}.${field.name}` })),
);
const mutations = Object.values(schema.getMutationType()!.getFields());
const failure = schema.getType('Failure')!;

/** Fields whose names break a rule, with their types. */
const namesOf = (found: { name: string }[]) => found.map(({ name }) => name);

describe('connections', () => {
  const connections = objects.filter(({ name }) => name.endsWith('Connection'));
  const paged = fields.filter(({ field }) => getNamedType(field.type).name.endsWith('Connection'));

  test('exist', () => expect([connections.length, paged.length].every((many) => many > 8)).toBe(true));

  test.each(connections.map((type) => [type.name, type] as const))('%s has the usual fields', (_, type) => {
    const typeOf = (name: string) => String(type.getFields()[name]?.type);
    const node = typeOf('nodes').replace(/[[\]!]/g, '');
    expect(typeOf('nodes')).toBe(`[${node}!]!`);
    expect(typeOf('edges')).toBe(`[${type.name.replace(/Connection$/, 'Edge')}!]!`);
    const usual = ['pageInfo', 'totalCount', 'totalCountIsExact'].map(typeOf);
    expect(usual).toEqual(['PageInfo!', 'Long!', 'Boolean!']);
    const [exact, ...others] = type.getFields()['totalCount']!.args;
    expect(`${exact?.name}: ${exact?.type} = ${exact?.defaultValue}`).toBe('exact: Boolean! = false');
    expect(others).toEqual([]);
  });

  test.each(paged.map((each) => [each.name, each.field] as const))('%s takes the usual page', (_, field) => {
    const argument = (name: string) => {
      const found = field.args.find((each) => each.name === name);
      return found && `${found.type} = ${found.defaultValue}`;
    };
    expect([argument('first'), argument('after')]).toEqual(['Int = 20', 'String = undefined']);
    expect([undefined, 'Int = 0']).toContain(argument('skip'));
    expect(field.args.map(({ name }) => name)).not.toContain('last');
  });
});

test('`order` is a SortOrder and `sort` an enum that is named after what it sorts', () => {
  const wrong = fields.flatMap(({ name, field }) =>
    field.args
      .filter((argument) => {
        const type = getNamedType(argument.type);
        if (argument.name === 'order') return type.name !== 'SortOrder';
        return argument.name === 'sort' && !(isEnumType(type) && /^\w+Sort$/.test(type.name));
      })
      .map((argument) => `${name}(${argument.name})`),
  );
  expect(wrong).toEqual([]);
});

describe('mutations', () => {
  test.each(mutations.map((each) => [each.name, each] as const))(
    '%s gives what was done, or a Failure',
    (_, { type }) => {
      const result = getNamedType(type);
      if (!isUnionType(result)) throw new Error(`${type} is no union`);
      const isFailure = (member: GraphQLObjectType) => schema.isSubType(failure as never, member);
      const [failures, successes] = [true, false].map((wanted) =>
        result.getTypes().filter((member) => isFailure(member) === wanted),
      );
      expect(failures!.length).toBeGreaterThan(0);
      expect(successes!.map(({ name }) => name)).toHaveLength(1);
      const asked = parse(`fragment Refused on ${result.name} { ... on Failure { message } }`);
      expect(validate(schema, asked).map(({ message }) => message)).toEqual([
        'Fragment "Refused" is never used.',
      ]);
    },
  );

  test('every failure has the message of the interface', () => {
    const unions = new Set(mutations.map(({ type }) => getNamedType(type)).filter(isUnionType));
    const members = [...unions].flatMap((union) => union.getTypes());
    const withMessage = members.filter((member) => 'message' in member.getFields());
    expect(withMessage.filter((member) => !member.getInterfaces().includes(failure as never))).toEqual([]);
  });

  test('an update takes an id and an input without an id', () => {
    const updates = mutations.filter(({ name }) => /^update/.test(name));
    expect(updates.length).toBeGreaterThan(2);
    for (const { name, args } of updates) {
      const names = args.map((argument) => argument.name).sort();
      // A workspace has one persona.
      expect([name, names]).toEqual([name, name === 'updatePersona' ? ['input'] : ['id', 'input']]);
      const input = getNamedType(args.find((argument) => argument.name === 'input')!.type);
      expect(isInputObjectType(input) && Object.keys(input.getFields())).not.toContain('id');
    }
  });
});

test('a field whose description lists all values is an enum', () => {
  const list = /(?:^|: )`[a-z_]+`(?:, `[a-z_]+`)*(?:,? or `[a-z_]+`)?\.?$/;
  const listed = (description?: string | null) => list.test(description ?? '') && / or `/.test(description!);
  const texts = fields.flatMap(({ name, field }) => [
    { name, type: field.type, description: field.description },
    ...field.args.map((arg) => ({ ...arg, name: `${name}(${arg.name})` })),
  ]);
  const wrong = texts.filter(
    ({ type, description }) => getNamedType(type).name === 'String' && listed(description),
  );
  expect(namesOf(wrong)).toEqual([]);
  expect([listed('`photo`, `video` or `gif`.'), listed('Its name: `token`.')]).toEqual([true, false]);
});

describe('nodes', () => {
  const node = schema.getType('Node')!;
  const results = new Set(
    mutations.flatMap(({ type }) => {
      const result = getNamedType(type);
      return isUnionType(result) ? result.getTypes() : [];
    }),
  );
  const identified = objects.filter((type) => String(type.getFields()['id']?.type) === 'ID!');

  test('exist', () => expect(identified.length).toBeGreaterThan(20));

  test('are creators, statistics of posts and accounts of X too', () =>
    expect(namesOf(identified)).toEqual(expect.arrayContaining(['Creator', 'PostStats', 'XAccount'])));

  test('every type with an id implements Node, except the results of mutations', () => {
    const lacking = identified.filter(
      (type) => !type.getInterfaces().includes(node as never) && !results.has(type),
    );
    expect(namesOf(lacking)).toEqual([]);
  });
});

describe('names', () => {
  test('statistics of posts are views, likes, comments and shares', () => {
    const old = /^(num[A-Z]\w*|points|commentCount|likeCount|viewCount|shareCount)$/;
    const numbers = fields.filter(({ field }) => getNamedType(field.type).name === 'Long');
    expect(namesOf(numbers.filter(({ field }) => old.test(field.name)))).toEqual([]);
    const usual = fields.filter(({ field }) => /^(views|likes|comments|shares)$/.test(field.name));
    expect(usual.length).toBeGreaterThan(10);
    expect(namesOf(usual.filter(({ field }) => String(field.type) !== 'Long'))).toEqual([]);
  });

  test('posted content has no time besides postedAt', () => {
    const posted = objects.filter((type) => 'postedAt' in type.getFields());
    expect(posted.length).toBeGreaterThan(3);
    expect(namesOf(posted.filter((type) => 'createdAt' in type.getFields()))).toEqual([]);
  });

  test('values of enums are in SCREAMING_CASE, and X is X', () => {
    const values = types.filter(isEnumType).flatMap((type) => type.getValues());
    expect(
      namesOf(values.filter(({ name }) => !/^[A-Z][A-Z0-9_]*$/.test(name) || name === 'TWITTER')),
    ).toEqual([]);
  });

  test('a total is a Long', () => {
    const totals = fields.filter(({ field }) => field.name === 'totalCount');
    expect(namesOf(totals.filter(({ field }) => String(field.type) !== 'Long!'))).toEqual([]);
  });
});
