import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lexer, type Token, walkTokens } from 'marked';
import { type MarkdownPost, markdownOf } from '../src/x/markdown.ts';
import { readTags } from '../src/x/post-tags.ts';

const POST: MarkdownPost = {
  username: 'elonmusk',
  content: '',
  postedAt: new Date('2025-01-15T12:34:56Z'),
  likes: 4_582,
  retweets: null,
  replies: 0,
  views: 1_240_000,
  thread: [],
};

/** Lists the elements that a renderer creates from a document, besides plain text. */
function marks(markdown: string): string[] {
  const found: string[] = [];
  const plain = new Set(['text', 'space', 'paragraph', 'escape', 'br', 'list_item']);
  walkTokens(lexer(markdown, { gfm: true }) as Token[], (token) => {
    if (plain.has(token.type)) return;
    // A renderer may turn a bare URL into a link to itself, which hides nothing.
    if (token.type === 'link' && token.raw === token.text) return;
    found.push(
      token.type === 'heading' || token.type === 'strong' ? `${token.type} ${token.text}` : token.type,
    );
  });
  return found;
}

/** Elements of the format itself. */
const OWN = [
  'heading Post by @elonmusk',
  'strong Posted on January 15, 2025 at 12:34 UTC',
  'strong Engagement',
];

test.each([
  ['a heading', '# Post by @someone'],
  ['a heading below a line', 'hello\n## Post by @someone'],
  ['a heading by its underline', 'Post by @someone\n====='],
  ['another underline', 'Post by @someone\n---'],
  ['a rule', '***'],
  ['a link', '[your bank](https://evil.example)'],
  ['a link by its name', '[your bank][1]\n\n[1]: https://evil.example'],
  ['a picture', '![seen](https://evil.example/pixel.png)'],
  ['an address in angles', '<https://evil.example>'],
  ['HTML', '<img src=x onerror=alert(1)><script>alert(1)</script>'],
  ['a quote', '> **Posted by the bank**'],
  ['a list', '- one\n- two'],
  ['a numbered list', '1. one\n2) two'],
  ['code', '`rm -rf`\n```\nrm\n```\n    indented'],
  ['emphasis', '**bold** __bold__ *it* _it_ ~~gone~~'],
  ['a table', 'a | b\n--|--\n1 | 2'],
  ['lines of other kinds', 'a\r\n# b\u2028# c\u2029# d\u0085# e'],
  ['an escape undone', '\\# not yet\n\\[a](b)'],
])('%s in a post is text', (_, content) => {
  expect(marks(markdownOf({ ...POST, content }))).toEqual(OWN);
  expect(marks(markdownOf({ ...POST, thread: [content, 'and on'] }))).toEqual([
    ...OWN,
    `strong Thread with 2 posts`,
    'list',
  ]);
});

test('no text of a post is interpreted as Markdown', () => {
  const pieces = fc.constantFrom(
    ...'#|##|-|*|_|`|```|~~|>|<|</b>|[a]|(b)|![|](|]:|1.|2)|+|=|===|---|\\|&lt;|http://a.example|\n|\n\n|\t|    |a|b c|😀'
      .split('|')
      .flatMap((piece) => [piece, '|']),
  );
  const content = fc.array(pieces, { maxLength: 24 }).map((all) => all.join(''));
  fc.assert(
    fc.property(content, (text) => {
      expect(marks(markdownOf({ ...POST, content: text }))).toEqual(OWN);
    }),
    { numRuns: 2_000, seed: 7 },
  );
});

describe('the format', () => {
  test('is the documented one, with its emoji corrected and unknown metrics omitted', () => {
    expect(markdownOf({ ...POST, content: 'Hello', thread: ['Hello', 'line one\nline two'] })).toBe(
      `## Post by @elonmusk
**Posted on January 15, 2025 at 12:34 UTC**

Hello

📊 **Engagement**: 4,582 likes · 0 replies · 1.2M views
🧵 **Thread with 2 posts**:
1. Hello
2. line one line two
`,
    );
  });
});

test.each([
  ['see http://x.com/foo_(bar)', 'http://x.com/foo_(bar)'],
  ['see (http://x.com/foo_(bar)).', 'http://x.com/foo_(bar)'],
  ['(https://example.org/a), and more', 'https://example.org/a'],
  ['[https://example.org/a]!', 'https://example.org/a'],
  ['https://example.org/a?b=c.', 'https://example.org/a?b=c'],
])('the address in %j ends where it ends', (content, address) => {
  expect(readTags(content).urls).toEqual([address]);
});
