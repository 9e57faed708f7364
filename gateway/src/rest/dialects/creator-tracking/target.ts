import { Type } from 'typebox';
import { invalid } from '../../engine/input.ts';
import { Problem } from '../../engine/problem.ts';
import { CREATOR_PLATFORMS, POST_PLATFORMS, platforms } from './platforms.ts';

/** How a body identifies a creator: by URL, or by username and platform. */
export const creatorBody = {
  url: Type.Optional(Type.String({ maxLength: 2_048, description: 'URL of the profile.' })),
  username: Type.Optional(Type.String({ maxLength: 200, description: 'Username on the platform.' })),
  platform: Type.Optional(
    Type.String({ maxLength: 20, description: 'Platform; required with username, optional with url.' }),
  ),
};

export interface CreatorBody {
  url?: string;
  username?: string;
  platform?: string;
}

/** Throws unless the platform is one of `allowed`. */
export function checkPlatform(name: string | undefined, allowed: readonly string[]): void {
  if (name !== undefined && !allowed.map(platforms.valueOf).includes(platforms.valueOf(name)))
    throw invalid('platform', `one of ${allowed.join(', ')}`);
}

/** Throws, naming the missing parameter, if the body identifies no creator. */
export function checkCreator({ url, username, platform }: CreatorBody): void {
  // A URL determines the platform itself; a platform sent with it only has to be a known name.
  checkPlatform(platform, url ? POST_PLATFORMS : CREATOR_PLATFORMS);
  if (url) return;
  if (!username) throw missing('url', 'url, or username and platform,');
  if (!platform) throw missing('platform', 'platform parameter, with username,');
}

/** Returns the graph's arguments. A URL takes precedence over the username. */
export function creatorVariables({ url, username, platform }: CreatorBody) {
  return {
    url,
    platform: platform === undefined ? undefined : platforms.valueOf(platform),
    username: url ? undefined : username,
    among: CREATOR_PLATFORMS.map(platforms.valueOf),
  };
}

function missing(parameter: string, what: string): Problem {
  return new Problem('MISSING_PARAMETER', `${what} is required.`, { details: { parameter } });
}
