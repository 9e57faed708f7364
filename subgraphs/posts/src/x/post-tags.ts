const HASHTAG = /(?<![\p{L}\p{N}_&/])[#＃](?=[\p{N}_]*\p{L})([\p{L}\p{N}\p{M}_]{1,100})/gu;
const MENTION = /(?<![\p{L}\p{N}_@/])[@＠]([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_@])/gu;
const ADDRESS = /https?:\/\/[^\s<>"'…]+/gu;

/**
 * Extracts the distinct hashtags, mentioned usernames and URLs of a text in order, without `#` and
 * `@`.
 */
export function readTags(content: string): { hashtags: string[]; mentions: string[]; urls: string[] } {
  return {
    hashtags: once(content, HASHTAG),
    mentions: once(content, MENTION),
    urls: [...new Set((content.match(ADDRESS) ?? []).map(withoutEnd).filter((url) => /\/\/./.test(url)))],
  };
}

/**
 * Strips the surrounding sentence's punctuation from a URL; keeps a closing bracket that the URL
 * itself opens.
 */
function withoutEnd(address: string): string {
  let text = address;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/[.,;:!?]+$/, '');
    for (const [opening, closing] of ['()', '[]'].map((pair) => [...pair] as [string, string]))
      if (text.endsWith(closing) && text.split(closing).length > text.split(opening).length)
        text = text.slice(0, -1);
  }
  return text;
}

function once(content: string, pattern: RegExp): string[] {
  const found = new Map<string, string>();
  for (const [, name] of content.matchAll(pattern)) {
    const folded = name!.toLowerCase();
    if (!found.has(folded)) found.set(folded, name!);
  }
  return [...found.values()];
}

/**
 * Converts hashtags and mentions to index terms: lower case, with prefixes that keep the two apart.
 */
export function tagsOf(hashtags: readonly string[], mentions: readonly string[]): string[] {
  return [
    ...hashtags.map((name) => `#${name.toLowerCase()}`),
    ...mentions.map((name) => `@${name.toLowerCase()}`),
  ];
}
