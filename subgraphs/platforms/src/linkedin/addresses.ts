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

const URN = /urn:li:(?:activity|share|ugcPost):\d{10,25}/i;
const IN_SLUG = /(?:^|[-_])(activity|share|ugcpost)[-:](\d{10,25})(?:-|$)/i;
const KINDS: Readonly<Record<string, string>> = { activity: 'activity', share: 'share', ugcpost: 'ugcPost' };
const NAME = /[\p{L}\p{M}\p{N}._&'-]{1,120}/u;
const isOwnerPath = oneOf('in company school showcase pub');
/** Path segments that are not usernames: `/in/me` is the profile of the viewer. */
const isNoName = oneOf('me edit setup unavailable new');

/**
 * linkedin.com: `/feed/update/urn:li:…`, `/posts/…-activity-ID-…`, embeds; `/in/name`,
 * `/company/name`; lnkd.in by name.
 */
export const addresses: AddressRules = {
  owns: within('linkedin.com', 'lnkd.in'),
  read({ host, path, query }): Finding | null {
    const [first, second] = path;
    if (host.endsWith('lnkd.in')) return first ? { kind: 'short', code: path.at(-1)! } : null;
    if (first === 'posts') return bySlug(second);
    if (first === 'feed' || first === 'embed')
      return post(urn(path.find((part) => URN.test(part)) ?? query.get('updateEntityUrn')));
    if (first === 'video') return post(urn(path.find((part) => URN.test(part))));
    return isOwnerPath(first) && !isNoName(second) ? profile(all(NAME, second)) : null;
  },
};

function urn(text: string | null | undefined): string | null {
  const [, kind, id] = /urn:li:(\w+):(\d+)/i.exec(text ?? '') ?? [];
  const known = KINDS[kind?.toLowerCase() ?? ''];
  return known ? `urn:li:${known}:${id}` : null;
}

/**
 * `/posts/name_some-title-activity-7123456789012345678-AbCd`: the part before the first underscore
 * is the author.
 */
function bySlug(slug: string | undefined): Finding | null {
  const [, kind, id] = IN_SLUG.exec(slug ?? '') ?? [];
  if (!kind) return null;
  const author = slug!.includes('_') ? all(NAME, slug!.split('_')[0]) : null;
  return post(`urn:li:${KINDS[kind.toLowerCase()]}:${id}`, author);
}

/** Names of creators on LinkedIn. */
export const names: NameRules = { pattern: /^[\p{L}\p{M}\p{N}._&'-]{1,120}$/u };
