import {
  type AddressRules,
  all,
  type Finding,
  type NameRules,
  oneOf,
  post,
  profile,
  within,
} from '../address-rules.ts';

const ACTOR = /(?:[a-z0-9-]+\.)+[a-z]{2,}|did:(?:plc|web):[\w.:%-]+/i;
/** Path segments after a name that still mean the profile. */
const isTab = oneOf('followers follows known-followers labels search');
const KEY = /[\w.~-]{1,64}/;

/**
 * bsky.app: `/profile/handle/post/key` and `/profile/handle`. A post's id is `handle/key`, as the
 * key alone is not unique.
 */
export const addresses: AddressRules = {
  owns: within('bsky.app'),
  read({ path: [first, second, third, fourth] }): Finding | null {
    const actor = first === 'profile' ? all(ACTOR, second?.replace(/^@/, '')) : null;
    if (!actor) return null;
    if (third === 'post') return all(KEY, fourth) ? post(`${actor.toLowerCase()}/${fourth}`, actor) : null;
    return third === undefined || isTab(third) ? profile(actor) : null;
  },
};

/** Names of creators on Bluesky. */
export const names: NameRules = { pattern: /^(?:[a-z0-9-]+\.)+[a-z]{2,}$|^did:[\w.:%-]+$/i };
