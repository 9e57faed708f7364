import {
  type Address,
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

const ID = /[\w-]{11}/;
const CHANNEL = /UC[\w-]{22}/;
const USER = /[\p{L}\p{N}._-]{1,100}/u;
const NAME = /[\p{L}\p{M}\p{N}._·-]{1,100}/u;
const isVideoPath = oneOf('shorts live embed v e watch');
/** Eleven-character segments that are not videos: `/embed/videoseries?list=…` is a playlist. */
const isNoVideo = oneOf('videoseries live_stream');
/** Path segments after a channel that still mean the channel. */
const isTab =
  oneOf(`featured videos shorts streams live playlists community posts channels about podcasts releases store
  search courses`);

/**
 * youtube.com and youtu.be: videos, shorts, live streams, embeds; `/@handle`, `/channel/UC…`, and
 * `/user/name`, whose name need not be the handle of the same channel. Only YouTube knows which
 * channel has the vanity address `/c/name`.
 */
export const addresses: AddressRules = {
  owns: within('youtube.com', 'youtu.be', 'youtube-nocookie.com'),
  read(address): Finding | null {
    const { host, path, query } = address;
    const [first, second, third] = path;
    if (host.endsWith('youtu.be')) return post(all(ID, first));
    if (first === 'attribution_link') return attribution(address);
    const named = all(ID, query.get('v')) ?? all(ID, query.get('vi'));
    if ((first === 'watch' || first === 'watch_popup' || first === undefined) && named) return post(named);
    if (isVideoPath(first)) return isNoVideo(second) ? null : post(all(ID, second));
    const tab = (part: string | undefined) => part === undefined || isTab(part);
    if (first?.startsWith('@')) return tab(second) ? profile(all(NAME, handle(first))) : null;
    if (!tab(third)) return null;
    if (first === 'channel') return profile(all(CHANNEL, second));
    if (first === 'c' && second) return { kind: 'short', code: second };
    const user = first === 'user' ? all(USER, second) : null;
    return user ? profile(`user/${user}`) : null;
  },
};

/** `/attribution_link?u=%2Fwatch%3Fv%3D…`, as shared from the app. */
function attribution({ query }: Address): Finding | null {
  const inner = URL.parse(query.get('u') ?? '', 'https://www.youtube.com');
  return post(all(ID, inner?.searchParams.get('v')));
}

/** Names of channels: a handle, a channel id, or `user/name`, the username of an old channel. */
export const names: NameRules = {
  pattern: /^(?:user\/)?[\p{L}\p{M}\p{N}._·-]{1,100}$/u,
  caseSensitive: new RegExp(`^${CHANNEL.source}$`),
};

/** Returns the username in `user/name`; null for a handle or a channel id. */
export function legacyUserOf(name: string): string | null {
  return /^user\/(.+)$/i.exec(name)?.[1] ?? null;
}
