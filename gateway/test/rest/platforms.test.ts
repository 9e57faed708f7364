import { describe, expect, test } from '@jest/globals';
import { ENUM_PLATFORMS, type PlatformEnum } from '@tributary/platforms';
import { platforms as buzzabout } from '../../src/rest/dialects/buzzabout/platforms.ts';
import { platforms as communityTracker } from '../../src/rest/dialects/community-tracker/platforms.ts';
import { platforms as creatorTracking } from '../../src/rest/dialects/creator-tracking/platforms.ts';
import { platforms as socialCrm } from '../../src/rest/dialects/social-crm/platforms.ts';
import { type PlatformNames, platformNames } from '../../src/rest/engine/platform-names.ts';

const dialects: readonly [string, PlatformEnum, PlatformNames][] = [
  ['buzzabout', 'MentionSource', buzzabout],
  ['community-tracker', 'CommunitySource', communityTracker],
  ['creator-tracking', 'Platform', creatorTracking],
  ['social-crm', 'PublishingPlatform', socialCrm],
];

describe.each(dialects)('the platforms of %s', (_, of, names) => {
  test('are those of the registry, each under one name that leads back to it', () => {
    const values = ENUM_PLATFORMS[of].map((slug) => slug.toUpperCase());
    expect(names.all.map(names.valueOf).sort()).toEqual(values.sort());
    expect(values.map(names.nameOf).sort()).toEqual([...names.all].sort());
  });
});

describe('names that differ from the slug', () => {
  test('are those of the documents', () => {
    expect(creatorTracking.nameOf('X')).toBe('twitter');
    expect(creatorTracking.valueOf('Twitter')).toBe('X');
    expect(socialCrm.nameOf('DEVTO')).toBe('dev');
    expect(socialCrm.valueOf('dev')).toBe('DEVTO');
  });

  test('documented names come first, in their order', () => {
    expect(buzzabout.all.slice(0, 3)).toEqual(['reddit', 'tiktok', 'youtube']);
    expect(communityTracker.all.slice(0, 3)).toEqual(['reddit', 'hackernews', 'producthunt']);
  });

  test('a dialect that documents or renames an unknown platform does not start', () => {
    expect(() => platformNames('Platform', { documented: ['myspace'] })).toThrow('no platform "myspace"');
    expect(() => platformNames('Platform', { renamed: { twitter: 'x' } })).toThrow('no platform "twitter"');
  });
});
