/** An email address and where it was found. */
export interface FoundEmail {
  readonly email: string;
  readonly source: 'bio' | 'external_url';
}

const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const LOCAL = "[a-z0-9](?:[a-z0-9._%+'-]*[a-z0-9_+])?";
/**
 * "@" and its disguises: "[at]", "(at)", "{at}", " at ", the full-width sign. An @ preceded but not
 * followed by space starts a handle ("IG @jane.doe"), not an address.
 */
const AT = '(?:[@＠﹫]\\s*|\\s+[@＠﹫]\\s+|\\s*[\\[({<]\\s*(?:at|@)\\s*[\\])}>]\\s*|\\s+at\\s+)';
/** A dot and its disguises. */
const DOT = '(?:\\.|\\s*[\\[({<]\\s*(?:dot|\\.)\\s*[\\])}>]\\s*|\\s+dot\\s+|\\s+\\.\\s*|\\s*[．。]\\s*)';
const EMAIL = new RegExp(
  `(?<![a-z0-9._%+@-])(${LOCAL}(?:\\s+dot\\s+[a-z0-9_-]+|\\s*[\\[(]dot[\\])]\\s*[a-z0-9_-]+)?)(${AT})(${LABEL}(?:${DOT}${LABEL})*${DOT}[a-z]{2,24})(?![a-z0-9-])`,
  'giu',
);
/** Platform names that people write before a handle; no mailbox has such a name. */
const PLATFORM_WORDS = wordsOf('ig insta tiktok yt fb snap snapchat bsky bluesky threads twitch');
/** Roles and activities before "@ domain", as in "CEO @ acme.com". */
const PLACE_WORDS =
  wordsOf(`me us him her them live work working worked art artist music by on is now ex prev formerly host
  co-host cohost ceo cto cfo coo cmo vp svp evp head lead chief president chair partner principal founder co-founder
  cofounder owner director manager editor author writer creator engineer developer designer researcher scientist analyst
  consultant advisor adviser investor professor student teacher coach intern staff team podcast show blog blogger streamer
  player model actor actress singer dj chef dev eng pm swe speaker marketing sales product growth design research`);
/** Hosts of handles that look like email addresses: Bluesky's, and large Mastodon servers. */
const HANDLE_HOSTS =
  /(?:^|\.)(?:bsky\.social|brid\.gy|mastodon\.(?:social|online)|mstdn\.social|fosstodon\.org|hachyderm\.io)$/;
/** File extensions, which look like domains in "logo@2x.png". */
const FILES = /\.(?:png|jpe?g|gif|webp|svg|mp4|css|js)$/i;

/**
 * Finds a creator's email address in the public profile: first in the bio, then in the link. Undoes
 * common disguises ("name at domain dot com", "name [at] domain.com"); guesses nothing and fetches
 * nothing.
 */
export function findEmail(bio: string | null, externalUrl: string | null): FoundEmail | null {
  const inBio = first(bio ?? '');
  if (inBio) return { email: inBio, source: 'bio' };
  const inLink = first(decoded(externalUrl ?? ''));
  return inLink ? { email: inLink, source: 'external_url' } : null;
}

function first(text: string): string | null {
  for (const [, local, at, domain] of text.normalize('NFKC').matchAll(EMAIL)) {
    // A plain " at " is just a word; it marks an address only if the domain is disguised too.
    const email = `${plain(local!)}@${plain(domain!)}`.toLowerCase();
    const spoken = /^\s+at\s+$/i.test(at!);
    if (FILES.test(email) || email.length > 254 || email.split('@')[0]!.length > 64) continue;
    if (spoken && !looksMeant(domain!)) continue;
    if (isHandle(email, at!)) continue;
    return email;
  }
  return null;
}

/** Returns whether a match names an account or a workplace instead of a mailbox. */
function isHandle(email: string, at: string): boolean {
  const [local = '', domain = ''] = email.split('@');
  if (HANDLE_HOSTS.test(domain)) return true;
  if (!/^\s*[@＠﹫]\s*$/.test(at)) return false;
  return PLATFORM_WORDS.has(local) || (/^\s/.test(at) && PLACE_WORDS.has(local));
}

/**
 * Returns whether the dot is disguised too: "me at work dot com" is an
 * address, but "meet us at venue.com" may be a place.
 */
function looksMeant(domain: string): boolean {
  return /\bdot\b|[[({]/i.test(domain);
}

function plain(part: string): string {
  return part
    .replace(/\s*[[({<]\s*(?:dot|\.)\s*[\])}>]\s*|\s+dot\s+/gi, '.')
    .replace(/\s+/g, '')
    .replace(/[．。]/g, '.');
}

/** Decodes a link, so that `mailto:` and query values can be searched. */
function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
      .replace(/^mailto:/i, '')
      .replace(/[?&=]/g, ' ');
  } catch {
    return '';
  }
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
