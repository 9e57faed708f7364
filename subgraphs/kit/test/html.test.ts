import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { htmlToText, unescapeHtml } from '../src/text/html.ts';

describe('html', () => {
  test.each([
    ['AT&amp;T &lt;3 &gt; &quot;x&quot; &#39;y&#39; &#x27;', "AT&T <3 > \"x\" 'y' '"],
    ['&amp;amp; &amp;lt;', '&amp; &lt;'],
    ['caf&eacute; &Uuml;ber &frac12; &yuml; &nbsp;|', 'café Über ½ ÿ \u00a0|'],
    ['&#128024; &#x1F418;', '🐘 🐘'],
    ['&#0; &#xD800; &#x110000; &unknown; &amp &; R&D', '&#0; &#xD800; &#x110000; &unknown; &amp &; R&D'],
  ])('%s is %s', (escaped, text) => expect(unescapeHtml(escaped)).toBe(text));

  test('escaping is undone for any text', () => {
    const escaped = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&#34;');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(unescapeHtml(escaped(text))).toBe(text)),
    );
  });

  test.each([
    ['<p>One<br />two</p><p>Three &amp; &lt;b&gt;</p>', 'One\ntwo\n\nThree & <b>'],
    [
      '<p>See <a href="https://a.example/x"><span class="invisible">https://</span><span>a.example/x</span></a></p>',
      'See https://a.example/x',
    ],
    [
      'Yes.<p><a href="https:&#x2F;&#x2F;a.example&#x2F;long" rel="nofollow">https:&#x2F;&#x2F;a.exam...</a>',
      'Yes.\n\nhttps://a.example/long',
    ],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
  ])('the text of %s', (html, text) => expect(htmlToText(html)).toBe(text));
});
