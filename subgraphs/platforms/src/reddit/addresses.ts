import { all, parseAddress, within } from '../address-rules.ts';

const isReddit = within('reddit.com');
const ID = /[a-z\d]{1,13}/i;

/**
 * Returns the full name of the post (`t3_…`) or comment (`t1_…`) at an address: `/comments/ID`,
 * `/r/name/comments/ID/title`, `/r/name/comments/ID/title/COMMENT`, `/comments/ID/comment/COMMENT`
 * and `redd.it/ID`. Null for any other address.
 */
export function postAt(url: URL): string | null {
  const address = parseAddress(url.href);
  if (!address) return null;
  const { host, path } = address;
  if (host === 'redd.it') return path.length === 1 ? named('t3', path[0]) : null;
  const at = path.indexOf('comments');
  const isThread = at === 0 || (at === 2 && /^(?:r|u|user)$/.test(path[0]!));
  if (!isReddit(host) || !isThread) return null;
  const [post, , comment] = path.slice(at + 1);
  return comment === undefined ? named('t3', post) : named('t1', comment);
}

/** Returns the id of a post without its type, as addresses have it. */
export function idIn(name: string): string {
  return name.slice('t3_'.length);
}

function named(type: string, id: string | undefined): string | null {
  const found = all(ID, id);
  return found && `${type}_${found.toLowerCase()}`;
}
