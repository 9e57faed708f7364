import { describe, expect, test } from '@jest/globals';
import { apiSdl, supergraphSdl } from '@tributary/schema';
import { codeOf, importsOf, isTest, readSources } from '@tributary/test/support/sources';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type TypeNode,
} from 'graphql';

/** The project's own code, without tests. */
const sources = ['schema', 'subgraphs', 'gateway']
  .flatMap((folder) => readSources(folder))
  .filter((source) => !isTest(source));

/** Returns the module that a path is in. */
function moduleOf(path: string): string {
  const [top, second, third, fourth] = path.split('/');
  if (top !== 'gateway') return top === 'subgraphs' ? `${top}/${second}` : top!;
  if (second !== 'src') return 'gateway';
  if (third === 'rest' && fourth === 'dialects') return path.split('/').slice(0, 5).join('/');
  return third?.endsWith('.ts') ? 'gateway' : `gateway/src/${third}`;
}

const LIBRARIES = ['@tributary/kit', '@tributary/platforms'];
/** The subgraphs that store what the sources find. */
const LISTENERS = ['subgraphs/posts', 'subgraphs/mentions'];
/** Other subgraphs that use a language model. */
const MODEL_USERS = ['subgraphs/intelligence', 'subgraphs/publishing'];
const LAYER_5 = ['access', 'admission', 'exports', 'graph', 'notifications', 'streams', 'usage'].map(
  (name) => `gateway/src/${name}`,
);
const LAYER_6 = ['graphql', 'rest', 'http', 'oauth', 'mcp'].map((name) => `gateway/src/${name}`);
const KIT = ['@tributary/kit', '@tributary/schema'];

/**
 * Returns what a module may import besides npm packages and itself: packages by name, modules by
 * their index.
 */
function mayImport(module: string): string[] {
  if (module === 'schema') return [];
  if (module === 'subgraphs/kit') return ['@tributary/schema'];
  if (module === 'subgraphs/platforms') return KIT;
  if (module === 'subgraphs/ai') return ['@tributary/kit'];
  if (module === 'subgraphs/text-models') return [];
  if (module === 'subgraphs/listening') return [...LIBRARIES, '@tributary/text-models'];
  if (LISTENERS.includes(module))
    return [...LIBRARIES, '@tributary/ai', '@tributary/listening', '@tributary/text-models'];
  if (MODEL_USERS.includes(module)) return [...LIBRARIES, '@tributary/ai'];
  if (module.startsWith('subgraphs/')) return LIBRARIES;
  if (module === 'gateway/src/admission') return [...KIT, 'gateway/src/access/index.ts'];
  if (module === 'gateway/src/notifications') return [...KIT, '@tributary/platforms', '@tributary/listening'];
  if (LAYER_5.includes(module)) return KIT;
  const lower = LAYER_5.map((each) => `${each}/index.ts`);
  if (module.startsWith('gateway/src/rest/dialects/')) return ['gateway/src/rest/engine/'];
  if (module === 'gateway/src/rest')
    return [...KIT, '@tributary/platforms', ...lower, 'gateway/src/rest/dialects/'];
  if (module === 'gateway/src/config') return KIT;
  if (LAYER_6.includes(module)) return [...KIT, ...lower, 'gateway/src/config/index.ts'];
  return ['@tributary/', 'gateway/src/', 'gateway/bin/'];
}

describe('layers', () => {
  test('every import goes down, and into another module only by its index', () => {
    const wrong = sources.flatMap((source) => {
      const module = moduleOf(source.path);
      const allowed = mayImport(module);
      return importsOf(source)
        .filter((name) => name.startsWith('@tributary/') || /^(schema|subgraphs|gateway|test)\//.test(name))
        .filter((name) => moduleOf(name) !== module && !allowed.some((prefix) => name.startsWith(prefix)))
        .map((name) => `${source.path} imports ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  test('a subgraph imports no other subgraph', () => {
    const wrong = sources
      .filter(({ path }) => /^subgraphs\/(?!kit\/)/.test(path))
      .flatMap((source) => importsOf(source).map((name) => `${source.path} imports ${name}`))
      .filter((line) =>
        /imports @tributary\/(?!ai$|platforms$|listening$|text-models$|schema\/generated-file$|kit(\/(brands|postgres|embedded-postgres|events|http-client|import|jobs|text|host|require-node))?$)/.test(
          line,
        ),
      );
    expect(wrong).toEqual([]);
  });

  test('only the graph module knows @apollo/gateway and the query planner', () => {
    const wrong = sources
      .filter(({ path }) => !path.startsWith('gateway/src/graph/'))
      .filter((source) => importsOf(source).some((name) => /^@apollo\/(gateway|query-planner)$/.test(name)));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe('modules', () => {
  const find = (pattern: RegExp, where: (path: string) => boolean) =>
    sources.filter((source) => where(source.path) && pattern.test(codeOf(source))).map(({ path }) => path);

  test('SQL is in data/ and in the kit’s database code only', () => {
    const sql = /\bsql(<[^`]*>)?`|\.(selectFrom|insertInto|updateTable|deleteFrom)\(/;
    const allowed = (path: string) => /\/data\/|^subgraphs\/kit\/src\/(postgres|import)\//.test(path);
    expect(find(sql, (path) => !allowed(path))).toEqual([]);
  });

  test('a subgraph knows no paths and no HTTP status codes', () => {
    const rest = /'\/(v1|api)[^']*'|\b(statusCode|reply\.code)\b|\bstatus: [2345]\d\d\b/;
    // Platforms and the client of S3 speak their vendors' paths and status codes.
    expect(
      find(rest, (path) => /^subgraphs\/(?!(kit|platforms)\/)(?!.*\/s3-(client|store)\.ts)/.test(path)),
    ).toEqual([]);
  });

  test('a dialect knows no SQL, no database and no other dialect', () => {
    const database = /from '(kysely|pg)'|\bsql`/;
    expect(find(database, (path) => path.startsWith('gateway/src/rest/'))).toEqual([]);
  });

  test('the environment is read in the kit’s config only', () => {
    expect(find(/process\.env/, (path) => path !== 'subgraphs/kit/src/core/settings.ts')).toEqual([
      'subgraphs/kit/src/testing/evidence.ts',
      'subgraphs/kit/src/testing/index.ts',
        'subgraphs/kit/src/testing/test-cluster.ts',
      // Switches off the usage reports of @apollo/gateway, which have no other switch.
      'gateway/src/graph/apollo/apollo-gateway.ts',
    ]);
  });

  test('the tenant guard is bypassed in the kit only', () => {
    expect(find(/withoutPlugins/, (path) => path !== 'subgraphs/kit/src/postgres/scope.ts')).toEqual([]);
  });

  test('only the command line acts with all rights of a workspace', () => {
    const allowed = /^(gateway\/src\/commands\/|subgraphs\/kit\/src\/(core\/principal|host\/index)\.ts)/;
    expect(find(/operatorPrincipal|internal: true/, (path) => !allowed.test(path))).toEqual([]);
  });

  test('nothing writes to the console', () => {
    expect(find(/\bconsole\./, () => true)).toEqual([]);
  });
});

describe('contracts', () => {
  const schema = buildSchema(apiSdl());
  const types = Object.values(schema.getTypeMap()).filter(
    (type) =>
      !type.name.startsWith('__') &&
      !isSpecifiedScalarType(type) &&
      !['Query', 'Mutation', 'Subscription'].includes(type.name),
  );

  test('every type, field, argument, input field and enum value of the graph has a docstring', () => {
    const missing = [
      ...types,
      schema.getQueryType()!,
      schema.getMutationType()!,
      schema.getSubscriptionType()!,
    ].flatMap(undocumented);
    expect(missing).toEqual([]);
  });

  test('every root field requires a scope or policy, by itself or through the type that it returns', () => {
    const nodes = parse(supergraphSdl()).definitions.filter(
      (node): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION,
    );
    const isGuarded = (node: Pick<ObjectTypeDefinitionNode, 'directives'> | undefined) =>
      node?.directives?.some(({ name }) => ['requiresScopes', 'policy'].includes(name.value)) ?? false;
    const nameOf = (type: TypeNode): string =>
      type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
    const open = nodes
      .filter(({ name }) => ['Query', 'Mutation', 'Subscription'].includes(name.value))
      .flatMap(({ fields = [] }) => fields)
      // A connection counts what it lists, so its nodes alone do not guard it.
      .filter((field) => {
        const returned = nodes.find(({ name }) => name.value === nameOf(field.type));
        return !isGuarded(field) && !isGuarded(returned);
      });
    // Which platforms there are, an object whose type decides what is needed to read it, and the
    // caller itself.
    expect(open.map(({ name }) => name.value).sort()).toEqual(['creatorPlatforms', 'node', 'viewer']);
  });

  function undocumented(type: GraphQLNamedType): string[] {
    const own = type.description ? [] : [type.name];
    if (isEnumType(type)) {
      const values = type.getValues().filter(({ description }) => !description);
      return [...own, ...values.map(({ name }) => `${type.name}.${name}`)];
    }
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return own;
    const fields = Object.values(type.getFields()).flatMap((field) => {
      const args: readonly GraphQLArgument[] = 'args' in field ? field.args : [];
      return [
        ...(field.description ? [] : [`${type.name}.${field.name}`]),
        ...args.filter((arg) => !arg.description).map((arg) => `${type.name}.${field.name}(${arg.name})`),
      ];
    });
    return [...own, ...fields];
  }
});
