import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { enumSdl } from '../src/enums.ts';
import {
  CREATOR_PLATFORMS,
  creatorPlatformName,
  ENUM_PLATFORMS,
  enumOf,
  type PlatformEnum,
  platformName,
  platformOf,
} from '../src/index.ts';
import { definitions } from '../src/registry.ts';

test.each([
  ['twitter', 'x'],
  ['X (formerly Twitter)', 'x'],
  ['Hacker News', 'hackernews'],
  ['HN', 'hackernews'],
  ['Reddit', 'reddit'],
  ['Reddit.com', 'reddit'],
  ['myspace', null],
  ['constructor', null],
])('the platform %s is %s', (text, name) => {
  expect(platformName(text, ['x', 'hackernews', 'reddit'])).toBe(name);
});

describe('the registry', () => {
  test('contains every platform that has a folder, under the name of the folder', () => {
    const folder = fileURLToPath(new URL('../src/', import.meta.url));
    const withDefinition = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => /^(\w+)\/index\.ts$/.exec(path.replaceAll('\\', '/'))?.[1])
      .filter((name) => name !== undefined);
    expect(definitions.map(({ slug }) => slug).sort()).toEqual(withDefinition.sort());
  });

  test('has no name twice, among slugs and aliases', () => {
    const names = definitions.flatMap(({ slug, aliases = [] }) => [slug, ...aliases]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('finds each platform by its display name', () => {
    for (const { slug, name } of definitions) expect(platformName(name, [slug])).toBe(slug);
  });
});

describe('the enums of the graph', () => {
  const names = Object.keys(ENUM_PLATFORMS) as PlatformEnum[];

  test.each(names)('%s has every value of its resolver, described', (name) => {
    const sdl = enumSdl()
      .split('\n\n')
      .find((each) => each.includes(`enum ${name} {`))!;
    const values = [...sdl.matchAll(/^ {2}"(.+)"\n {2}(\w+)$/gm)].map(([, text, value]) => [value, text]);
    const described = Object.entries(enumOf(name)).map(([value, slug]) => {
      const { name, description = `${name}.` } = platformOf(slug);
      return [value, description];
    });
    expect(values).toEqual(described);
  });

  test('contain the platforms on which creators can be looked up', () => {
    for (const slug of CREATOR_PLATFORMS) expect(creatorPlatformName(slug)).toBe(slug.toUpperCase());
    for (const slug of ['reddit', 'discord', 'sandbox', 'nothing'])
      expect(creatorPlatformName(slug)).toBeNull();
  });
});
