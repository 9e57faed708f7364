import { type AddressRules, all, type Finding, handle, post, profile, within } from './address.ts';

const ID = /\d{5,25}/;
const NAME = /[\p{L}\p{N}._]{1,64}/u;
const SHORT_HOSTS = new Set(['vm.tiktok.com', 'vt.tiktok.com']);

/** tiktok.com: `/@name/video/ID`, photos, embeds, the mobile form, and `/@name`. */
export const tiktok: AddressRules = {
  owns: within('tiktok.com', 'tiktokv.com'),
  read({ host, path }): Finding | null {
    const [first, second, third] = path;
    if (SHORT_HOSTS.has(host)) return first ? { kind: 'short', code: first } : null;
    if (first === 't' && second) return { kind: 'short', code: second };
    if (first?.startsWith('@')) {
      const name = all(NAME, handle(first));
      if (second === 'video' || second === 'photo') return post(all(ID, third), name);
      return second === undefined || second === 'live' ? profile(name) : null;
    }
    if (first === 'v') return post(all(ID, second?.replace(/\.html$/, '')));
    if (first === 'video') return post(all(ID, second));
    if (first === 'embed') return post(all(ID, second === 'v2' || second === 'v3' ? third : second));
    const named = first === 'share' || first === 'player';
    return named && second !== undefined ? post(all(ID, third)) : null;
  },
};
