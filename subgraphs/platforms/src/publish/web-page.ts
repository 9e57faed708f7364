import { TextDecoder } from 'node:util';
import { unescapeHtml } from '@tributary/kit/text';

/** Metadata of a web page for link previews. */
export interface PageSummary {
  readonly title: string;
  readonly description: string;
  /** URL of its picture as written in the page; null if there is none. */
  readonly picture: string | null;
}

/** Maximum number of bytes read and of characters searched: metadata is at the start of a page. */
const MOST_READ = 512 * 1_024;
const LONGEST_TITLE = 300;
const LONGEST_DESCRIPTION = 1_000;

const META = /<meta\b((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;
const ATTRIBUTE = /([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
const TITLE = /<title\b[^>]*>([^<]*)<\/title>/i;
const CHARSET = /charset\s*=\s*["']?\s*([\w-]+)/i;

/** Reads a page up to the end of its head and leaves the rest unread. */
export async function readHead(body: AsyncIterable<Uint8Array>, contentType: string): Promise<string> {
  const declared = CHARSET.exec(contentType)?.[1];
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    // Tags are ASCII in every encoding of web pages.
    if (length >= MOST_READ || /<\/head>/i.test(Buffer.from(chunk).toString('latin1'))) break;
  }
  const bytes = Buffer.concat(chunks);
  return decoder(declared ?? CHARSET.exec(bytes.toString('latin1', 0, 4_096))?.[1]).decode(bytes);
}

function decoder(label = 'utf-8'): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}

/** Reads the title, description and picture of a page; null without a title. */
export function summaryOf(html: string): PageSummary | null {
  const metas = new Map<string, string>();
  for (const [, attributes] of html.slice(0, MOST_READ).matchAll(META)) {
    const { name, property, content } = attributesOf(attributes!);
    const key = (property ?? name)?.toLowerCase();
    const value = content?.trim();
    if (key && value && !metas.has(key)) metas.set(key, value);
  }
  const first = (...keys: string[]) => keys.map((key) => metas.get(key)).find((value) => value) ?? null;
  const title = first('og:title', 'twitter:title') ?? plain(TITLE.exec(html)?.[1] ?? '');
  if (title === '') return null;
  return {
    title: cut(title, LONGEST_TITLE),
    description: cut(
      first('og:description', 'twitter:description', 'description') ?? '',
      LONGEST_DESCRIPTION,
    ),
    picture: first('og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image'),
  };
}

function attributesOf(text: string): Record<string, string | undefined> {
  return Object.fromEntries(
    Array.from(text.matchAll(ATTRIBUTE), ([, name, double, single, bare]) => [
      name!.toLowerCase(),
      plain(double ?? single ?? bare ?? ''),
    ]),
  );
}

function plain(text: string): string {
  return unescapeHtml(text).replace(/\s+/g, ' ').trim();
}

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
