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

const NAME = /\w+(?:[.-]\w+)*(?:@[\w.-]+)?/;
const ID = /\d{5,25}/;
/** Path segments after a name that still mean the profile. */
const isTab = oneOf('media with_replies followers following featured tagged');

/** Servers recognised by host. */
const HOSTS = ['mastodon.social', 'mastodon.online', 'mstdn.social', 'fosstodon.org', 'hachyderm.io'];

/**
 * A Mastodon server's `/@name/ID`, `/users/name/statuses/ID`, `/@name`, `/users/name` and
 * `/web/@name`. A post's id is `host/ID`, because every server numbers its own.
 */
export const addresses: AddressRules = {
  owns: within(...HOSTS),
  read({ host, path }): Finding | null {
    const [first, second, third, fourth] = path[0] === 'web' || path[0] === 'deck' ? path.slice(1) : path;
    const found = (name: string | null, id: string | undefined) => {
      const full = name && (name.includes('@') ? name : `${name}@${host}`);
      if (id === undefined || isTab(id)) return profile(full);
      return all(ID, id) && full ? post(`${host}/${id}`, full) : null;
    };
    if (first === 'users') return found(all(NAME, second), third === 'statuses' ? (fourth ?? '') : third);
    return found(all(NAME, handle(first)), second);
  },
};

/** Names of creators on Mastodon. */
export const names: NameRules = { pattern: /^\w+(?:[.-]\w+)*(?:@[\w.-]+)?$/ };
