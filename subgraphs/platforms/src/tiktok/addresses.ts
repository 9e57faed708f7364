import {
  type AddressRules,
  all,
  type Finding,
  handle,
  type NameRules,
  oneOf,
  post,
  profile,
  within,
} from '../address-rules.ts';

const ID = /\d{5,25}/;
const NAME = /[\p{L}\p{N}._]{1,64}/u;
const SHORT_HOSTS = new Set(['vm.tiktok.com', 'vt.tiktok.com']);

/** Path segments after a name that still mean the profile. */
const isTab = oneOf('live following followers liked reposts');

/**
 * tiktok.com: `/@name/video/ID`, photos, embeds, the mobile form, and `/@name`. Sounds and users
 * are shared by ids too.
 */
export const addresses: AddressRules = {
  owns: within('tiktok.com', 'tiktokv.com'),
  read({ host, path }): Finding | null {
    const [first, second, third] = path;
    if (SHORT_HOSTS.has(host)) return first ? { kind: 'short', code: first } : null;
    if (first === 't' && second) return { kind: 'short', code: second };
    if (first?.startsWith('@')) {
      const name = all(NAME, handle(first));
      if (second === 'video' || second === 'photo') return post(all(ID, third), name);
      return second === undefined || isTab(second) ? profile(name) : null;
    }
    if (first === 'v') return post(all(ID, second?.replace(/\.html$/, '')));
    if (first === 'video') return post(all(ID, second));
    if (first === 'embed') {
      const embedded = second === 'v2' || second === 'v3' ? third : second;
      return embedded?.startsWith('@') ? profile(all(NAME, handle(embedded))) : post(all(ID, embedded));
    }
    const isVideo = first === 'player' ? /^v\d$/.test(second ?? '') : first === 'share' && second === 'video';
    return isVideo ? post(all(ID, third)) : null;
  },
};

/** Names of creators on TikTok. */
export const names: NameRules = { pattern: /^[\p{L}\p{N}._]{1,64}$/u };
