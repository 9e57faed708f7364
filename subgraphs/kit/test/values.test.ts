import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { silentLog } from '@tributary/kit/testing';
import { GraphQLError, Kind } from 'graphql';
import { invalidInput, notFound, TributaryError } from '../src/core/errors.ts';
import { createLogger, redactUrl } from '../src/core/log.ts';
import { readConfig } from '../src/core/settings.ts';
import { formatError } from '../src/host/format-error.ts';
import { isUuid } from '../src/postgres/scope.ts';
import { batchLoader, loaderById } from '../src/subgraph/loaders.ts';
import { pageRequest } from '../src/subgraph/pages.ts';
import { scalars } from '../src/subgraph/schema/scalars.ts';
import { isDate } from '../src/text/dates.ts';
import { isHttpUrl } from '../src/text/http-url.ts';

describe('an error is shown', () => {
  const thrown = (originalError: unknown) =>
    new GraphQLError('outer', { path: ['a', 0], originalError: originalError as Error });
  const format = (error: GraphQLError) => formatError(error, silentLog, 'r1');

  test('with code, message and details when it is ours', () => {
    expect(format(thrown(invalidInput('first', 'Too many.')))).toEqual({
      message: 'Too many.',
      path: ['a', 0],
      extensions: { code: 'INVALID_INPUT', field: 'first' },
    });
  });

  test('without its cause', () => {
    const error = new TributaryError('UPSTREAM_FAILED', 'X is away.', { cause: new Error('token abc') });
    expect(JSON.stringify(format(thrown(error)))).not.toContain('abc');
  });

  test('when it is ours behind several GraphQL errors', () => {
    expect(format(thrown(thrown(thrown(notFound('Post')))))).toMatchObject({
      extensions: { code: 'NOT_FOUND' },
    });
  });

  test('as INVALID_INPUT when GraphQL itself refuses', () => {
    expect(format(new GraphQLError('Syntax Error'))).toEqual({
      message: 'Syntax Error',
      extensions: { code: 'INVALID_INPUT' },
    });
  });

  test('with the code that GraphQL’s own error brings', () => {
    const error = new GraphQLError('x', { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } });
    expect(format(error).extensions).toEqual({ code: 'PERSISTED_QUERY_NOT_FOUND' });
  });

  test.each(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'])(
    'as INVALID_INPUT when Apollo Server calls it %s',
    (code) => {
      const error = new GraphQLError('x', { extensions: { code } });
      expect(format(error).extensions).toEqual({ code: 'INVALID_INPUT' });
    },
  );

  test('as INVALID_INPUT when PostgreSQL refuses the character NUL', () => {
    const error = Object.assign(new Error('invalid byte sequence'), { code: '22021' });
    expect(format(thrown(error))).toMatchObject({ extensions: { code: 'INVALID_INPUT' } });
  });

  test.each([new Error('password hunter2'), 'hunter2', { hunter2: true }])(
    'masked when it is %p',
    (error) => {
      const shown = format(thrown(error));
      expect(shown).toMatchObject({
        message: 'An unexpected error occurred.',
        extensions: { code: 'INTERNAL' },
      });
      expect(JSON.stringify(shown)).not.toContain('hunter2');
    },
  );

  test('once in the log, with the request id, when it is masked', () => {
    const lines: string[] = [];
    formatError(
      thrown(new Error('odd')),
      createLogger('error', { write: (line) => void lines.push(line) }),
      'r1',
    );
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { requestId: 'r1', path: ['a', 0], err: { message: 'odd' } },
    ]);
  });
});

describe('a scalar', () => {
  type Name = keyof typeof scalars;
  const good: [Name, unknown, unknown][] = [
    ['DateTime', '2026-04-03T14:22:00Z', new Date('2026-04-03T14:22:00Z')],
    ['DateTime', '2026-04-03T14:22Z', new Date('2026-04-03T14:22:00Z')],
    ['DateTime', '2026-04-03t14:22:00.123456z', new Date('2026-04-03T14:22:00.123Z')],
    ['DateTime', '2026-04-03T14:22:00+02:00', new Date('2026-04-03T12:22:00Z')],
    ['DateTime', '2026-04-03T14:22:00+0100', new Date('2026-04-03T13:22:00Z')],
    ['DateTime', '2026-04-03T14:22:00-05', new Date('2026-04-03T19:22:00Z')],
    ['DateTime', '2024-02-29T00:00:00Z', new Date('2024-02-29T00:00:00Z')],
    ['Date', '2024-02-29', '2024-02-29'],
    ['Date', '0001-01-01', '0001-01-01'],
    ['URL', 'https://a.example/ü?x=1#y', 'https://a.example/ü?x=1#y'],
    ['Long', 0, 0],
    ['Long', -5, -5],
    ['Long', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ];
  test.each(good)('%s takes %j', (name, given, value) => {
    expect(scalars[name].parseValue(given)).toEqual(value);
  });

  const bad: [Name, unknown][] = [
    ['DateTime', '2026-04-03'],
    ['DateTime', '2026-04-03T14:22:00'],
    ['DateTime', '2026-02-30T00:00:00Z'],
    ['DateTime', '2026-13-01T00:00:00Z'],
    ['DateTime', '2026-04-03T25:00:00Z'],
    ['DateTime', '2026-04-03T14:60:00Z'],
    ['DateTime', '2026-04-03T14:22:00+2500'],
    ['DateTime', '2026-04-03T14:22:00+010'],
    ['DateTime', '2026-04-03T14:22:00+1'],
    ['DateTime', '2026-04-03 14:22:00Z'],
    ['DateTime', '0000-01-01T00:00:00Z'],
    ['DateTime', 1_700_000_000],
    ['DateTime', ''],
    ['Date', '2026-02-29'],
    ['Date', '2026-13-01'],
    ['Date', '2026-1-1'],
    ['Date', '0000-01-01'],
    ['Date', '2026-04-03T00:00:00Z'],
    ['Date', 20_260_403],
    ['URL', 'ftp://a.example'],
    ['URL', 'a.example'],
    ['URL', 'javascript:alert(1)'],
    ['URL', `https://a.example/${'x'.repeat(2_048)}`],
    ['URL', 7],
    ['Long', 1.5],
    ['Long', '7'],
    ['Long', 2 ** 53],
    ['Long', Number.NaN],
    ['Long', true],
  ];
  test.each(bad)('%s refuses %j', (name, given) => {
    expect(() => scalars[name].parseValue(given)).toThrow(`${name} must be`);
  });

  test('reads literals in the document as it reads variables', () => {
    const { Long, Date: day } = scalars;
    expect(Long.parseLiteral({ kind: Kind.INT, value: '42' }, {})).toBe(42);
    expect(day.parseLiteral({ kind: Kind.STRING, value: '2026-01-01' }, {})).toBe('2026-01-01');
    expect(() => Long.parseLiteral({ kind: Kind.STRING, value: '42' }, {})).toThrow('Long must be');
    expect(() => Long.parseLiteral({ kind: Kind.FLOAT, value: '4.2' }, {})).toThrow('Long must be');
    expect(() => Long.parseLiteral({ kind: Kind.INT, value: '9007199254740993' }, {})).toThrow(
      'Long must be',
    );
  });

  test('DateTime is written in UTC with milliseconds', () => {
    expect(scalars.DateTime.serialize(new Date('2026-04-03T14:22:00+02:00'))).toBe(
      '2026-04-03T12:22:00.000Z',
    );
    expect(scalars.DateTime.serialize('2026-04-03T12:22:00Z')).toBe('2026-04-03T12:22:00.000Z');
  });

  test('isDate and isHttpUrl know what the scalars know', () => {
    expect([
      isDate('2026-02-28'),
      isDate('2026-02-29'),
      isHttpUrl('http://x'),
      isHttpUrl('mailto:x'),
    ]).toEqual([true, false, true, false]);
  });
});

describe('a page request', () => {
  const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
  const uuid = '11111111-1111-4111-8111-111111111111';

  test('has twenty rows from the beginning when nothing is said', () => {
    expect(pageRequest({}, ['number'])).toMatchObject({ limit: 20, skip: 0, after: null });
    expect(pageRequest({ first: null, after: null, skip: null }, ['number'])).toMatchObject({
      limit: 20,
      skip: 0,
      after: null,
    });
  });

  test.each([[{ first: 0 }], [{ first: 100 }], [{ skip: 1_000_000 }]])('takes %j', (args) => {
    expect(() => pageRequest(args, ['number'])).not.toThrow();
  });

  test.each([
    [{ first: -1 }, 'first'],
    [{ first: 101 }, 'first'],
    [{ skip: -1 }, 'skip'],
    [{ skip: 1_000_001 }, 'skip'],
  ])('refuses %j and names the argument', (args, field) => {
    expect(() => pageRequest(args, ['number'])).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', details: { field } }),
    );
  });

  test('reads a cursor back as it was written', () => {
    const values = ['2026-01-01T00:00:00.000Z', 'https://a.example/ü', uuid];
    expect(pageRequest({ after: cursor(...values) }, ['time', 'text', 'uuid']).after).toEqual(values);
  });

  type Shape = Parameters<typeof pageRequest>[1];
  const tampered: [after: string, shape: Shape][] = [
    ['nonsense', ['number']],
    ['💥', ['number']],
    [cursor(), ['number']],
    [cursor(1, 2), ['number']],
    [cursor('1'), ['number']],
    [cursor(null), ['number']],
    [Buffer.from('[1e999]').toString('base64url'), ['number']],
    [Buffer.from('{"0":1,"length":1}').toString('base64url'), ['number']],
    [Buffer.from('[1').toString('base64url'), ['number']],
    [cursor('yesterday'), ['time']],
    [cursor('1'), ['time']],
    [cursor('2026-01-01'), ['time']],
    [cursor('0000-01-01T00:00:00.000Z'), ['time']],
    [cursor('+012345-01-01T00:00:00.000Z'), ['time']],
    [cursor("2026-01-01T00:00:00.000Z'; drop table x"), ['time']],
    [cursor(1_700_000_000), ['time']],
    [cursor('a\0b'), ['text']],
    [cursor(['a']), ['text']],
    [cursor('not-a-uuid'), ['uuid']],
    [cursor(`${uuid}0`), ['uuid']],
  ];
  test.each(tampered)('refuses the cursor %j for %j', (after, shape) => {
    expect(() => pageRequest({ after }, shape)).toThrow('`after` is not a cursor of this list.');
  });
});

describe('a loader', () => {
  function recording() {
    const asked: (readonly string[])[] = [];
    const loader = loaderById(async (ids) => {
      asked.push(ids);
      return [...ids]
        .reverse()
        .filter((id) => id !== 'none')
        .map((id) => ({ id }));
    });
    return { asked, loader };
  }

  test('reads the ids of one tick together, each once, and gives them in order', async () => {
    const { asked, loader } = recording();
    const rows = await Promise.all(['a', 'b', 'a', 'none'].map((id) => loader.load(id)));
    expect(rows).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'a' }, null]);
    expect(asked).toEqual([['a', 'b', 'none']]);
  });

  test('reads at most a thousand at once', async () => {
    const { asked, loader } = recording();
    await loader.loadMany(Array.from({ length: 1_500 }, (_, index) => `${index}`));
    expect(asked.map((ids) => ids.length)).toEqual([1_000, 500]);
  });

  test('fails each of the ids when the reading fails', async () => {
    const loader = loaderById(() => Promise.reject(new Error('away')));
    const results = await Promise.allSettled([loader.load('a'), loader.load('b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('a batch loader', () => {
  test('reads the keys of one tick together, equal ones once, and nothing from before', async () => {
    const asked: unknown[][] = [];
    const loader = batchLoader(async (keys: readonly { id: string; days?: number }[]) => {
      asked.push([...keys]);
      return keys.map(({ id, days = 0 }) => `${id}${days}`);
    });
    const keys = [{ id: 'a', days: 1 }, { id: 'b' }, { id: 'a', days: 1 }, { id: 'a', days: 2 }];
    expect(await Promise.all(keys.map((key) => loader.load(key)))).toEqual(['a1', 'b0', 'a1', 'a2']);
    expect(asked).toEqual([[{ id: 'a', days: 1 }, { id: 'b' }, { id: 'a', days: 2 }]]);
    await loader.load({ id: 'b' });
    expect(asked).toHaveLength(2);
  });

  test('reads a page of 100 rows with 95 aliases in one batch', async () => {
    let batches = 0;
    const loader = batchLoader(async (keys: readonly number[]) => {
      batches += 1;
      return keys;
    });
    await Promise.all(Array.from({ length: 9_500 }, (_, index) => loader.load(index)));
    expect(batches).toBe(1);
  });
});

describe('the configuration', () => {
  test('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 4_000,
      DATABASE_URL: '',
      DATABASE_POOL: 10,
      LOG_LEVEL: 'info',
      dataDir: resolve('.data'),
    });
  });

  test('takes an empty variable for none', () => {
    expect(readConfig({ PORT: '', SUBGRAPH_SECRET: '' })).toMatchObject({ PORT: 4_000, SUBGRAPH_SECRET: '' });
  });

  test.each([
    ['PORT', '0', 0],
    ['PORT', '65535', 65_535],
    ['DATABASE_POOL', '500', 500],
    ['DATABASE_URL', 'postgresql://a@b/c', 'postgresql://a@b/c'],
    ['GATEWAY_URL', 'https://gateway.example/graphql', 'https://gateway.example/graphql'],
  ] as const)('takes %s=%s', (name, text, value) => {
    expect(readConfig({ [name]: text })[name]).toBe(value);
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80a'],
    ['PORT', '8.5'],
    ['PORT', ' '],
    ['DATABASE_POOL', '0'],
    ['DATABASE_POOL', '501'],
    ['DATABASE_URL', 'mysql://root:hunter2@db/x'],
    ['LOG_LEVEL', 'loud'],
    ['SUBGRAPH_SECRET', 'hunter2'],
    ['GATEWAY_URL', 'gateway:4000'],
  ])('refuses %s=%s by name, without repeating the value', (name, text) => {
    let message = '';
    try {
      readConfig({ [name]: text });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(new RegExp(`^${name} is not valid: expected .+`));
    expect(message).not.toContain('hunter2');
  });
});

describe('the log', () => {
  /** Returns the one line that `write` logs. */
  function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
    const lines: string[] = [];
    write(createLogger('info', { write: (line) => void lines.push(line) }));
    expect(lines).toHaveLength(1);
    return lines[0]!;
  }
  const KEY = 'ct_live_abcdefghijklmnopqrstuvwxyz';

  test.each([
    [`/api-posts?api_key=${KEY}&limit=5`, '/api-posts?api_key=[redacted]&limit=5'],
    ['/x?a=1&API_KEY=whatever', '/x?a=1&API_KEY=[redacted]'],
    ['/callback?code=abc&state=1', '/callback?code=[redacted]&state=1'],
    ['/x?access_token=abc#part', '/x?access_token=[redacted]#part'],
    [`/x?q=${KEY}`, '/x?q=ct_live_[redacted]'],
    [`/${KEY}/x`, '/ct_live_[redacted]/x'],
    ['/x?zip_code=1', '/x?zip_code=1'],
  ])('writes the address %s as %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  test('cuts a very long address', () => {
    expect(redactUrl(`/?q=${'x'.repeat(2e6)}`).length).toBe(2_000);
  });

  test('writes of a request what it is, never its headers', () => {
    const req = {
      method: 'GET',
      url: `/x?api_key=${KEY}`,
      id: '1',
      headers: { authorization: `Bearer ${KEY}` },
    };
    expect(JSON.parse(logged((log) => log.info({ req }, 'x'))).req).toEqual({
      method: 'GET',
      url: '/x?api_key=[redacted]',
      id: '1',
    });
  });

  test.each([
    [{ headers: { authorization: KEY, 'x-api-key': KEY } }],
    [{ config: { password: KEY } }],
    [{ config: { secret: KEY } }],
    [{ query: { api_key: KEY } }],
    [{ err: new Error(`bad key ${KEY}`) }],
    [{ err: new Error('outer', { cause: new Error(`bad key ${KEY}`) }) }],
    [{ err: Object.assign(new Error('x'), { headers: { authorization: KEY } }) }],
    [{ err: new AggregateError([new Error(KEY)], 'many') }],
    [{ req: { method: 'GET', url: `/${KEY}`, id: '1' } }],
  ])('never holds a key: case %#', (fields) => {
    expect(logged((log) => log.info(fields, 'x'))).not.toContain('abcdefghijkl');
  });

  test('keeps what an error says beside the key', () => {
    const { err } = JSON.parse(logged((log) => log.error({ err: new Error(`refused ${KEY}`) }, 'x')));
    expect(err).toMatchObject({ type: 'Error', message: 'refused ct_live_[redacted]' });
    expect(err.stack).toContain('values.test');
  });

  test('takes anything thrown for an error', () => {
    expect(() => logged((log) => log.error({ err: 'only text' }, 'x'))).not.toThrow();
  });
});

test.each([
  ['11111111-1111-4111-8111-111111111111', true],
  ['11111111-1111-4111-8111-11111111111', false],
  ['11111111-1111-4111-8111-11111111111A', true],
  ['', false],
  ['11111111-1111-4111-8111-111111111111\n', false],
])('whether %j can be an id: %j', (text, expected) => {
  expect(isUuid(text)).toBe(expected);
});

describe('a process that is told to stop', () => {
  const child = fileURLToPath(new URL('fixtures/lifecycle-child.ts', import.meta.url));

  async function stopped(how: string, ...signals: NodeJS.Signals[]) {
    const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', child, how]);
    let output = '';
    started.stdout.on('data', (data) => {
      output += data;
      if (output === 'ready\n') for (const signal of signals) started.kill(signal);
    });
    const [code] = await once(started, 'exit');
    return { code, output: output.split('\n').filter(Boolean) };
  }

  test.each(['SIGTERM', 'SIGINT'] as const)('by %s stops and ends well', async (signal) => {
    expect(await stopped('well', signal)).toEqual({ code: 0, output: ['ready', 'stopping', 'stopped'] });
  });

  test('twice stops once', async () => {
    expect(await stopped('well', 'SIGTERM', 'SIGINT')).toEqual({
      code: 0,
      output: ['ready', 'stopping', 'stopped'],
    });
  });

  test('ends with 1 when stopping fails', async () => {
    expect(await stopped('badly', 'SIGTERM')).toEqual({ code: 1, output: ['ready', 'stopping'] });
  });
});
