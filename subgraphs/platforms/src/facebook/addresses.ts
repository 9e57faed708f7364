import {
  type Address,
  type AddressRules,
  all,
  type Finding,
  type NameRules,
  oneOf,
  post,
  profile,
  within,
} from '../address-rules.ts';

const ID = /\d{5,25}|pfbid\w{10,120}/;
const NUMBER = /\d{3,25}/;
const NAME = /[\p{L}\p{N}.-]{2,100}/u;
/** Path segments reserved by the site. */
const isReserved =
  oneOf(`watch reel reels share sharer sharer.php groups events marketplace gaming login login.php help
  policies privacy photo photo.php photos story.php permalink.php video.php videos hashtag stories ads business settings
  home.php profile.php people pages pg public directory search friends messages notifications bookmarks saved memories
  fundraisers games dialog plugins l.php r.php recover checkpoint legal careers media live find-friends`);
/** Path segments after a page's name that still mean the page. */
const isTab = oneOf('about photos videos reels posts followers events reviews community live mentions');

/**
 * facebook.com: posts, videos, reels, photos, permalinks, groups; pages by name or number;
 * shortened hosts by name.
 */
export const addresses: AddressRules = {
  owns: within('facebook.com', 'fb.com', 'fb.watch', 'fb.me'),
  read(address): Finding | null {
    const { host, path, query } = address;
    const [first, second, third] = path;
    if (host.endsWith('fb.watch') || host.endsWith('fb.me'))
      return first ? { kind: 'short', code: first } : null;
    if (first === undefined) return null;
    if (first === 'share') {
      const code = third ?? second;
      return code ? { kind: 'short', code } : null;
    }
    if (first === 'watch') return post(all(ID, query.get('v')));
    if (first === 'reel') return post(all(ID, second));
    if (first === 'groups') return group(path);
    if (first === 'profile.php') return profile(all(NUMBER, query.get('id')));
    if (first === 'people' || first === 'pages') return profile(all(NUMBER, path.at(-1)));
    return byQuery(address) ?? page(first === 'pg' ? path.slice(1) : path);
  },
};

/** `/permalink.php?story_fbid=…&id=…`, `/story.php`, `/photo.php?fbid=…` and `/video.php?v=…`. */
function byQuery({ path: [first], query }: Address): Finding | null {
  const story = first === 'permalink.php' || first === 'story.php';
  if (story) return post(all(ID, query.get('story_fbid')), all(NUMBER, query.get('id')));
  if (first === 'photo.php' || first === 'photo') return post(all(ID, query.get('fbid')));
  return first === 'video.php' ? post(all(ID, query.get('v'))) : null;
}

function group([, group, kind, id]: readonly string[]): Finding | null {
  return group && (kind === 'posts' || kind === 'permalink') ? post(all(ID, id)) : null;
}

/**
 * `/page/posts/ID`, `/page/posts/some-title/ID`, `/page/videos/ID`, `/page/photos/a.1/ID`, and
 * `/page`.
 */
function page(path: readonly string[]): Finding | null {
  const [first = '', second] = path;
  if (isReserved(first)) return null;
  const name = all(NAME, first);
  if (['posts', 'videos', 'photos'].includes(second ?? '') && path.length > 2)
    return post(all(ID, path.at(-1)), name);
  return second === undefined || isTab(second) ? profile(name) : null;
}

/** Names of creators on Facebook. */
export const names: NameRules = { pattern: /^[\p{L}\p{N}.-]{2,100}$/u };
