import {
  type Address,
  type AddressRules,
  all,
  type Finding,
  handle,
  post,
  profile,
  within,
} from './address.ts';

const ID = /[\w-]{11}/;
const CHANNEL = /UC[\w-]{22}/;
const NAME = /[\p{L}\p{M}\p{N}._·-]{1,100}/u;
const VIDEO_PATHS = new Set(['shorts', 'live', 'embed', 'v', 'e', 'watch']);
const TABS = new Set(
  'featured videos shorts streams live playlists community posts channels about podcasts releases store search'.split(
    ' ',
  ),
);

/** youtube.com and youtu.be: videos, shorts, live streams, embeds; `/@handle`, `/channel/UC…`, `/c/name`, `/user/name`. */
export const youtube: AddressRules = {
  owns: within('youtube.com', 'youtu.be', 'youtube-nocookie.com'),
  read(address): Finding | null {
    const { host, path, query } = address;
    const [first, second, third] = path;
    if (host.endsWith('youtu.be')) return post(all(ID, first));
    if (first === 'attribution_link') return attribution(address);
    const named = all(ID, query.get('v')) ?? all(ID, query.get('vi'));
    if ((first === 'watch' || first === 'watch_popup' || first === undefined) && named) return post(named);
    if (VIDEO_PATHS.has(first ?? '')) return post(all(ID, second));
    const tab = (part: string | undefined) => part === undefined || TABS.has(part);
    if (first?.startsWith('@')) return tab(second) ? profile(all(NAME, handle(first))) : null;
    if (!tab(third)) return null;
    if (first === 'channel') return profile(all(CHANNEL, second));
    return first === 'c' || first === 'user' ? profile(all(NAME, second)) : null;
  },
};

/** `/attribution_link?u=%2Fwatch%3Fv%3D…`, as shared from the app. */
function attribution({ query }: Address): Finding | null {
  const inner = URL.parse(query.get('u') ?? '', 'https://www.youtube.com');
  return post(all(ID, inner?.searchParams.get('v')));
}
