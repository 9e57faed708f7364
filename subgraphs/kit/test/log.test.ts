import { describe, expect, test } from '@jest/globals';
import { createLogger, redactUrl } from '../src/core/log.ts';

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
  ])('contains the URL %s as %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  test('truncates a very long URL', () => {
    expect(redactUrl(`/?q=${'x'.repeat(2e6)}`).length).toBe(2_000);
  });

  test("contains a request's method, URL and id, never its headers", () => {
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
  ])('never contains a key: case %#', (fields) => {
    expect(logged((log) => log.info(fields, 'x'))).not.toContain('abcdefghijkl');
  });

  test("contains an error's message without the key", () => {
    const { err } = JSON.parse(logged((log) => log.error({ err: new Error(`refused ${KEY}`) }, 'x')));
    expect(err).toMatchObject({ type: 'Error', message: 'refused ct_live_[redacted]' });
    expect(err.stack).toContain('log.test');
  });

  test('accepts any thrown value as an error', () => {
    expect(() => logged((log) => log.error({ err: 'only text' }, 'x'))).not.toThrow();
  });
});
