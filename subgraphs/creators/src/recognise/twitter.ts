import { type AddressRules, all, type Finding, post, profile, within } from './address.ts';

const ID = /\d{1,20}/;
const NAME = /\w{1,15}/;
const RESERVED = new Set(
  'i home explore search intent share hashtag settings messages notifications compose login signup tos privacy about download jobs'.split(
    ' ',
  ),
);
const TABS = new Set(['with_replies', 'media', 'likes', 'highlights', 'articles', 'following', 'followers']);

/** x.com and twitter.com: `/name/status/ID`, `/i/web/status/ID`, `/i/status/ID`, and `/name`; t.co by name only. */
export const twitter: AddressRules = {
  owns: (host) =>
    host === 't.co' || within('x.com', 'twitter.com', 'fxtwitter.com', 'vxtwitter.com', 'fixupx.com')(host),
  read({ host, path, query }): Finding | null {
    const [first, second, third, fourth] = path;
    if (host === 't.co') return first ? { kind: 'short', code: first } : null;
    if (first === undefined) return null;
    if (first === 'i') return post(all(ID, second === 'web' ? fourth : third), null);
    if (first === 'intent') return profile(all(NAME, query.get('screen_name')));
    if (RESERVED.has(first.toLowerCase())) return null;
    const name = all(NAME, first.replace(/^@/, ''));
    if (second === 'status' || second === 'statuses') return post(all(ID, third), name);
    return second === undefined || TABS.has(second) ? profile(name) : null;
  },
};
