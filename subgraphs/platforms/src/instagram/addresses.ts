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

const CODE = /[\w-]{5,64}/;
const NAME = /[\p{L}\p{N}._]{1,30}/u;
const isPostPath = oneOf('p reel reels tv');
/** Path segments reserved by the site. */
const isReserved =
  oneOf(`p reel reels tv share explore accounts stories direct about legal developer web api privacy
  challenge emails reels_tab s popular topics directory press terms help ads business create session oauth`);
/**
 * Path segments in place of a post's code: `/reels/audio/ID` is a sound, which many posts share.
 */
const isNoCode = oneOf(
  'audio template templates effect effects location locations explore trending drafts create saved videos',
);
/** Path segments after a name that still mean the profile. */
const isTab = oneOf('reels tagged channel guides followers following feed live similar_accounts');

/**
 * instagram.com: `/p/CODE`, `/reel/CODE`, `/tv/CODE`, the same below a name, shares, and `/name`.
 */
export const addresses: AddressRules = {
  owns: within('instagram.com', 'instagr.am', 'ddinstagram.com'),
  read({ path }): Finding | null {
    const [first, second, third] = path;
    if (first === undefined) return null;
    if (isPostPath(first)) return post(codeOf(second));
    if (first === 'share') {
      // A share link has its own code, which only Instagram can resolve.
      const code = codeOf(isPostPath(second) ? third : second);
      return code ? { kind: 'short', code } : null;
    }
    if (first === '_u') return profile(all(NAME, second));
    if (isReserved(first)) return null;
    const name = all(NAME, first.replace(/^@/, ''));
    if (isPostPath(second) && third) return post(codeOf(third), name);
    return second === undefined || isTab(second) ? profile(name) : null;
  },
};

function codeOf(part: string | undefined): string | null {
  return isNoCode(part) ? null : all(CODE, part);
}

/** Names of creators on Instagram. */
export const names: NameRules = { pattern: /^[\p{L}\p{N}._]{1,30}$/u };
