import { createHash } from 'node:crypto';

/** A media file of a post. */
interface Media {
  readonly contentType: string;
  readonly alt: string;
  readonly url: string | null;
}

/** Content of a sandbox page, from the publishing subgraph. */
export interface ShownPage {
  readonly followers: number;
  readonly total: number;
  readonly posts: readonly {
    readonly reference: string;
    readonly bodies: readonly string[];
    readonly media: readonly Media[];
    readonly publishedAt: Date;
    readonly numbers: Readonly<Record<'impressions' | 'likes' | 'comments' | 'shares', number>>;
  }[];
}

const STYLE = `:root{color-scheme:light dark;--ground:#f3f5f8;--card:#fff;--text:#1a1f26;--quiet:#56606c;--line:#d9dee5;--main:#1d4ed8}
@media(prefers-color-scheme:dark){:root{--ground:#12161b;--card:#1b2027;--text:#e8ecf1;--quiet:#a3adb9;--line:#323a44;--main:#8fb0ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
main{max-width:40rem;margin:0 auto;padding:2rem 1rem 4rem}
header{display:flex;gap:1rem;align-items:center;margin-bottom:1.5rem}
header svg{flex:none;width:3.5rem;height:3.5rem;padding:.75rem;border-radius:50%;background:var(--main);color:var(--card)}
h1{margin:0;font-size:1.5rem;line-height:1.25}
p{margin:0;overflow-wrap:anywhere;white-space:pre-line}
p+p{margin-top:.75rem;padding-top:.75rem;border-top:1px solid var(--line)}
.quiet{color:var(--quiet);font-size:.875rem}
.note{margin-bottom:1.5rem;padding:.75rem 1rem;border:1px solid var(--line);border-radius:.75rem;white-space:normal}
article{margin-bottom:1rem;padding:1rem 1.25rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;scroll-margin-top:1rem}
article:target{border-color:var(--main);box-shadow:0 0 0 1px var(--main)}
time{display:block;margin-bottom:.5rem}
.media{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.5rem;margin-top:.75rem}
img,video{width:100%;max-height:24rem;object-fit:cover;border-radius:.5rem;background:var(--ground)}
a{color:var(--main);overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:repeat(4,1fr);gap:.5rem;margin:1rem 0 0;padding-top:.75rem;border-top:1px solid var(--line)}
dl div{display:flex;flex-direction:column-reverse}
dt{color:var(--quiet);font-size:.8125rem}
dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
.empty{padding:3rem 1rem;text-align:center}
@media(max-width:24rem){dl{grid-template-columns:repeat(2,1fr)}}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const MARK =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.25" stroke-linecap="round" aria-hidden="true"><path d="M12 22v-7M12 15c0-5-7-4-7-12M12 15c0-5 7-4 7-12M12 15V3"/></svg>';

const number = new Intl.NumberFormat('en');
const LABELS = [
  ['impressions', 'Impressions'],
  ['likes', 'Likes'],
  ['comments', 'Comments'],
  ['shares', 'Shares'],
] as const;

/**
 * Renders a sandbox page as HTML without scripts. `origin` is the origin of media that the gateway
 * serves.
 */
export function sandboxPage(page: ShownPage, origin: string): string {
  const { followers, total, posts } = page;
  const shown = posts.length < total ? ` The newest ${posts.length} are shown.` : '';
  const list =
    posts.length === 0
      ? '<p class="quiet empty">Nothing has been published here yet.</p>'
      : posts.map((post) => article(post, origin)).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<title>Sandbox · Tributary</title><style>${STYLE}</style></head>
<body><main>
<header>${MARK}<div><h1>Sandbox</h1><p class="quiet">${count(total, 'post')} · ${count(followers, 'follower')}</p></div></header>
<p class="quiet note">What this workspace publishes to its sandbox account appears here and nowhere else. The numbers are simulated and grow with a post's age.${shown}</p>
${list}
</main></body></html>
`;
}

/**
 * Returns the headers of a sandbox page, whose policy allows its style and the files of its posts.
 */
export function sandboxHeaders({ posts }: ShownPage, origin: string): Record<string, string> {
  const origins = new Set(
    posts.flatMap(({ media }) => media.map(({ url }) => originOf(url, origin)).filter(Boolean)),
  );
  const files = ["'self'", ...origins].join(' ');
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src ${files}; media-src ${files}; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex',
  };
}

function article(
  { reference, bodies, media, publishedAt, numbers }: ShownPage['posts'][number],
  origin: string,
): string {
  const at = publishedAt.toISOString();
  const texts = bodies.map((body) => `<p>${linked(body)}</p>`).join('');
  const files = media.map((file) => fileHtml(file, origin)).join('');
  const counts = LABELS.map(
    ([name, label]) => `<div><dt>${label}</dt><dd>${number.format(numbers[name])}</dd></div>`,
  ).join('');
  return `<article id="${escapeHtml(reference)}"><time class="quiet" datetime="${at}">${at.slice(0, 16).replace('T', ' ')} UTC</time>
${texts}${files && `<div class="media">${files}</div>`}<dl>${counts}</dl></article>`;
}

function fileHtml({ contentType, alt, url }: Media, origin: string): string {
  if (originOf(url, origin) === undefined) return '';
  const address = new URL(url!);
  // The browser may have reached the gateway under another host name than the configured one.
  const source = escapeHtml(address.origin === origin ? address.pathname + address.search : address.href);
  return contentType.startsWith('video/')
    ? `<video controls preload="metadata" src="${source}" aria-label="${escapeHtml(alt)}"></video>`
    : `<img src="${source}" alt="${escapeHtml(alt)}">`;
}

/**
 * Returns the origin of a file: null for the gateway itself, undefined if the file cannot be shown.
 */
function originOf(url: string | null, own: string): string | null | undefined {
  const parsed = url === null ? null : URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return undefined;
  return parsed.origin === own ? null : parsed.origin;
}

/** Escapes text and links the URLs in it. */
function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}])/)
    .map((part, index) => {
      const escaped = escapeHtml(part);
      return index % 2 === 1 ? `<a href="${escaped}" rel="nofollow noopener ugc">${escaped}</a>` : escaped;
    })
    .join('');
}

function count(value: number, noun: string): string {
  return `${number.format(value)} ${noun}${value === 1 ? '' : 's'}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
