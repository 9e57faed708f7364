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

const ID = /\d{1,20}/;
const NAME = /\w{1,15}/;
/** Path segments reserved by the site. */
const isReserved =
  oneOf(`i home explore search intent share hashtag settings messages notifications compose login logout
  signup tos privacy about download jobs account oauth statuses status communities lists bookmarks`);
/** Path segments after a name that still mean the profile. */
const isTab = oneOf(`with_replies media likes highlights articles following followers verified_followers photo
  header_photo affiliates superfollows`);
/** Path segments before a post's id; an article has the id of the post that carries it. */
const isPostPath = oneOf('status statuses article');
const isStatus = oneOf('status statuses');

/**
 * x.com and twitter.com: `/name/status/ID`, `/name/article/ID`, `/i/web/status/ID`, `/i/status/ID`,
 * `/statuses/ID`, and `/name`; t.co by name only. Other paths below `/i/` are lists, communities,
 * events and more, whose ids are not post ids.
 */
export const addresses: AddressRules = {
  owns: (host) =>
    host === 't.co' || within('x.com', 'twitter.com', 'fxtwitter.com', 'vxtwitter.com', 'fixupx.com')(host),
  read({ host, path, query }): Finding | null {
    const [first, second, third, fourth] = path;
    if (host === 't.co') return first ? { kind: 'short', code: first } : null;
    if (first === undefined) return null;
    if (first === 'i') {
      const [kind, id] = second === 'web' ? [third, fourth] : [second, third];
      return isStatus(kind) ? post(all(ID, id)) : null;
    }
    if (first === 'intent') return profile(all(NAME, query.get('screen_name')));
    if (isStatus(first)) return post(all(ID, second));
    if (isReserved(first)) return null;
    const name = all(NAME, first.replace(/^@/, ''));
    if (isPostPath(second)) return post(all(ID, third), name);
    return second === undefined || isTab(second) ? profile(name) : null;
  },
};

/** Names of creators on X. */
export const names: NameRules = { pattern: /^\w{1,15}$/ };
