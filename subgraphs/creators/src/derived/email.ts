/** An address that was found, and where. */
export interface FoundEmail {
  readonly email: string;
  readonly source: 'bio' | 'external_url';
}

const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const LOCAL = "[a-z0-9](?:[a-z0-9._%+'-]*[a-z0-9_+])?";
/**
 * @ and its disguises: "[at]", "(at)", "{at}", " at ", the full-width sign. An @ with space before
 *   it and none after it opens
 * a handle ("IG @jane.doe") and is no address.
 */
const AT = '(?:[@＠﹫]\\s*|\\s+[@＠﹫]\\s+|\\s*[\\[({<]\\s*(?:at|@)\\s*[\\])}>]\\s*|\\s+at\\s+)';
/** A dot and its disguises. */
const DOT = '(?:\\.|\\s*[\\[({<]\\s*(?:dot|\\.)\\s*[\\])}>]\\s*|\\s+dot\\s+|\\s+\\.\\s*|\\s*[．。]\\s*)';
const EMAIL = new RegExp(
  `(?<![a-z0-9._%+@-])(${LOCAL}(?:\\s+dot\\s+[a-z0-9_-]+|\\s*[\\[(]dot[\\])]\\s*[a-z0-9_-]+)?)(${AT})(${LABEL}(?:${DOT}${LABEL})*${DOT}[a-z]{2,24})(?![a-z0-9-])`,
  'giu',
);
/** Names of platforms as people write them before a handle; nobody has a mailbox of that name. */
const PLATFORM_WORDS = wordsOf('ig insta tiktok yt fb snap snapchat bsky bluesky threads twitch');
/** Words before "@ domain" that say what somebody is or does there: "CEO @ acme.com". */
const PLACE_WORDS =
  wordsOf(`me us him her them live work working worked art artist music by on is now ex prev formerly host
  co-host cohost ceo cto cfo coo cmo vp svp evp head lead chief president chair partner principal founder co-founder
  cofounder owner director manager editor author writer creator engineer developer designer researcher scientist analyst
  consultant advisor adviser investor professor student teacher coach intern staff team podcast show blog blogger streamer
  player model actor actress singer dj chef dev eng pm swe speaker marketing sales product growth design research`);
/** Hosts of handles that look like addresses: Bluesky's, and large Mastodon servers. */
const HANDLE_HOSTS =
  /(?:^|\.)(?:bsky\.social|brid\.gy|mastodon\.(?:social|online)|mstdn\.social|fosstodon\.org|hachyderm\.io)$/;
/** Ends of file names, which look like domains in "logo@2x.png". */
const FILES = /\.(?:png|jpe?g|gif|webp|svg|mp4|css|js)$/i;

/**
 * A creator's address from what they show to everybody: the text of the profile, then the link
 * beside it. The common disguises are undone ("name at domain dot com", "name [at] domain.com");
 * nothing is guessed and nothing fetched.
 */
export function findEmail(bio: string | null, externalUrl: string | null): FoundEmail | null {
  const inBio = first(bio ?? '');
  if (inBio) return { email: inBio, source: 'bio' };
  const inLink = first(decoded(externalUrl ?? ''));
  return inLink ? { email: inLink, source: 'external_url' } : null;
}

function first(text: string): string | null {
  for (const [, local, at, domain] of text.normalize('NFKC').matchAll(EMAIL)) {
    // " at " alone is a word; only a disguised dot, or a domain's own, makes it an address.
    const email = `${plain(local!)}@${plain(domain!)}`.toLowerCase();
    const spoken = /^\s+at\s+$/i.test(at!);
    if (FILES.test(email) || email.length > 254 || email.split('@')[0]!.length > 64) continue;
    if (spoken && !looksMeant(domain!)) continue;
    if (isHandle(email, at!)) continue;
    return email;
  }
  return null;
}

/** Whether what reads as an address names an account or a workplace. */
function isHandle(email: string, at: string): boolean {
  const [local = '', domain = ''] = email.split('@');
  if (HANDLE_HOSTS.test(domain)) return true;
  if (!/^\s*[@＠﹫]\s*$/.test(at)) return false;
  return PLATFORM_WORDS.has(local) || (/^\s/.test(at) && PLACE_WORDS.has(local));
}

/**
 * "me at work dot com" is meant, "meet us at venue.com" may be a place: then the dot must be
 * disguised as well.
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

/** What stands in a link: `mailto:` and the values of its query. */
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
