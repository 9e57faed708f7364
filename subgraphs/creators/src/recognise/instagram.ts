import { type AddressRules, all, type Finding, post, profile, within } from './address.ts';

const CODE = /[\w-]{5,64}/;
const NAME = /[\p{L}\p{N}._]{1,30}/u;
const POSTS = new Set(['p', 'reel', 'reels', 'tv']);
/** First parts of a path that are the site's own. */
const RESERVED = new Set(
  'p reel reels tv share explore accounts stories direct about legal developer web api privacy challenge emails'.split(
    ' ',
  ),
);
/** What may follow a name and still be the profile. */
const TABS = new Set(['reels', 'tagged', 'channel', 'guides', 'followers', 'following', 'feed', 'live']);

/** instagram.com: `/p/CODE`, `/reel/CODE`, `/tv/CODE`, the same below a name, shares, and `/name`. */
export const instagram: AddressRules = {
  owns: within('instagram.com', 'instagr.am', 'ddinstagram.com'),
  read({ path }): Finding | null {
    const [first, second, third] = path;
    if (first === undefined) return null;
    if (POSTS.has(first)) return post(all(CODE, second));
    if (first === 'share') {
      // A share link carries a code of its own, which only Instagram can resolve.
      const code = all(CODE, POSTS.has(second ?? '') ? third : second);
      return code ? { kind: 'short', code } : null;
    }
    if (first === '_u') return profile(all(NAME, second));
    if (RESERVED.has(first)) return null;
    const name = all(NAME, first.replace(/^@/, ''));
    if (POSTS.has(second ?? '') && third) return post(all(CODE, third), name);
    return second === undefined || TABS.has(second) ? profile(name) : null;
  },
};
