import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Type } from 'typebox';
import { readConfig, setting } from '../src/core/settings.ts';

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

  test('treats an empty variable as unset', () => {
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

  test('requires settings that only work together, each because of the other', () => {
    const spec = {
      BUCKET: setting(Type.String(), '', 'Bucket.', ['KEY']),
      KEY: setting(Type.String(), '', 'Key.', ['BUCKET']),
    };
    const both = { BUCKET: 'media', KEY: 'hunter2' };
    expect(readConfig(both).read(spec)).toEqual(both);
    expect(readConfig({}).read(spec)).toEqual({ BUCKET: '', KEY: '' });
    expect(() => readConfig({ KEY: 'hunter2' }).read(spec)).toThrow(
      'BUCKET is required, because KEY is set.',
    );
    expect(() => readConfig({ BUCKET: 'media', KEY: '' }).read(spec)).toThrow(
      'KEY is required, because BUCKET is set.',
    );
  });
});
