import { describe, expect, test } from '@jest/globals';
import { silentLog } from '@tributary/kit/testing';
import { GraphQLError } from 'graphql';
import { invalidInput, notFound, TributaryError } from '../src/core/errors.ts';
import { createLogger } from '../src/core/log.ts';
import { formatError } from '../src/host/format-error.ts';

describe('an error is shown', () => {
  const thrown = (originalError: unknown) =>
    new GraphQLError('outer', { path: ['a', 0], originalError: originalError as Error });
  const format = (error: GraphQLError) => formatError(error, silentLog, 'r1');

  test('with code, message and details if it is a TributaryError', () => {
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

  test('if it is wrapped in several GraphQL errors', () => {
    expect(format(thrown(thrown(thrown(notFound('Post')))))).toMatchObject({
      extensions: { code: 'NOT_FOUND' },
    });
  });

  test('as INVALID_INPUT if GraphQL itself rejects the document', () => {
    expect(format(new GraphQLError('Syntax Error'))).toEqual({
      message: 'Syntax Error',
      extensions: { code: 'INVALID_INPUT' },
    });
  });

  test('with the code of a GraphQL error', () => {
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

  test('as INVALID_INPUT if PostgreSQL rejects the character NUL', () => {
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
