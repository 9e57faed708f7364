/** Names that people and exports write for a platform, in small letters without spaces and signs. */
const ALIASES: Readonly<Record<string, string>> = {
  twitter: 'x',
  hn: 'hackernews',
  ycombinator: 'hackernews',
  fb: 'facebook',
  ig: 'instagram',
  yt: 'youtube',
  stackexchange: 'stackoverflow',
  bsky: 'bluesky',
};

/** The platform that text names, of those that are known: `Twitter`, `X (formerly Twitter)`, `Hacker News`; null if none. */
export function platformName(text: string, known: readonly string[]): string | null {
  const lower = text.trim().toLowerCase();
  for (const part of [lower, lower.split(/[^a-z0-9]+/)[0]!]) {
    const name = part.replace(/[^a-z0-9]/g, '');
    for (const each of [name, Object.hasOwn(ALIASES, name) ? ALIASES[name]! : null])
      if (each !== null && known.includes(each)) return each;
  }
  return null;
}
