import { describe, expect, test } from '@jest/globals';
import { readConfig } from '@tributary/kit/host';
import { currentSettings, gatewayConfig, referenceOf, subgraphUrlSettings } from '../src/config/index.ts';
import { settingGroups } from '../src/setting-groups.ts';
import { subgraphs } from '../src/subgraphs.ts';

describe('the configuration of the gateway', () => {
  test('has a default for every setting', () => {
    expect(gatewayConfig(readConfig({}))).toMatchObject({
      PORT: 4_000,
      INTROSPECTION: 'open',
      CORS_ORIGINS: '*',
      TRUST_PROXY: 'false',
    });
  });

  test.each([
    ['DIALECT_HOSTS', 'community-tracker=ct.example.org;buzzabout=bz.example.org'],
    ['INTROSPECTION', 'key'],
  ] as const)('accepts %s=%s', (name, text) => {
    expect(gatewayConfig(readConfig({ [name]: text }))[name]).toBe(text);
  });

  test.each([
    ['INTROSPECTION', 'yes'],
    ['TRUST_PROXY', '1'],
    ['DIALECT_HOSTS', 'community-tracker'],
    ['GRAPHQL_MAX_DEPTH', '0'],
  ])('rejects %s=%s by name', (name, text) => {
    expect(() => gatewayConfig(readConfig({ [name]: text }))).toThrow(`${name} is not valid: expected `);
  });

  test('has the URL of every subgraph', () => {
    const urls = subgraphUrlSettings(subgraphs.map(({ name }) => name));
    expect(Object.keys(urls)).toHaveLength(subgraphs.length);
    expect(Object.keys(urls)).toContain('SUBGRAPH_INTELLIGENCE_URL');
    const config = readConfig({ SUBGRAPH_POSTS_URL: 'posts:4001' });
    expect(() => config.read(urls)).toThrow('SUBGRAPH_POSTS_URL is not valid: expected http or https URL');
  });
});

describe('the reference of settings', () => {
  test('names every setting of every subgraph once', () => {
    const names = settingGroups().flatMap(({ settings }) => Object.keys(settings));
    expect(new Set(names).size).toBe(names.length);
    for (const { settings } of subgraphs)
      expect(names).toEqual(expect.arrayContaining(Object.keys(settings)));
  });

  test('has a row with form, unit and default for a setting', () => {
    expect(referenceOf(settingGroups())).toContain(
      '| `REQUEST_DEADLINE_MS` | integer from 100 to 3600000, milliseconds | 30000 | Maximum duration',
    );
  });
});

describe('current settings', () => {
  const current = (env: Record<string, string>) =>
    Object.fromEntries(
      currentSettings(settingGroups(), readConfig(env)).map((setting) => [setting.name, setting]),
    );

  test('show values, and whether they are defaults', () => {
    const { PORT, HOST } = current({ PORT: '5000' });
    expect(PORT).toMatchObject({ value: '5000', isDefault: false, default: '4000' });
    expect(HOST).toMatchObject({ value: '127.0.0.1', isDefault: true });
  });

  test('hide secrets, and the password of the database', () => {
    const key = Buffer.alloc(32, 1).toString('base64');
    const settings = current({
      SECRETS_KEY: key,
      SECRETS_KEY_PREVIOUS: key,
      SUBGRAPH_SECRET: 'hunter2hunter2hunter2hunter2hunter2',
      AI_API_KEY: 'hunter2',
      MEDIA_S3_SECRET_ACCESS_KEY: 'hunter2',
      DATABASE_URL: 'postgres://me:hunter2@db/tributary?x=@',
    });
    expect(JSON.stringify(settings)).not.toMatch(/hunter2|AQEBAQEB/);
    expect(settings['SECRETS_KEY']!.value).toBe('(hidden)');
    expect(settings['DATABASE_URL']!.value).toMatch(/^postgres:\/\/me:\(hidden\)@/);
  });

  test('mark an invalid value', () => {
    expect(current({ INTROSPECTION: 'yes' })['INTROSPECTION']!.value).toBeNull();
  });
});
