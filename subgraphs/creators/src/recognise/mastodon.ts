import { type AddressRules, all, type Finding, handle, oneOf, post, profile } from './address.ts';

const NAME = /\w+(?:[.-]\w+)*(?:@[\w.-]+)?/;
const ID = /\d{5,25}/;
/** What may follow a name and still be the profile. */
const isTab = oneOf('media with_replies followers following featured tagged');

/**
 * A Mastodon server's `/@name/ID`, `/users/name/statuses/ID`, `/@name`, `/users/name` and `/web/@name`. Any host may be one, so the
 * caller says which are; a post's id is `host/ID`, as every server numbers its own.
 */
export function mastodonAt(owns: (host: string) => boolean): AddressRules {
  return {
    owns,
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
}
