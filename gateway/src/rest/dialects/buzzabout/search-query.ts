import { type Static, type TObject, Type } from 'typebox';
import { readBody } from '../../engine/input.ts';
import { platforms } from './platforms.ts';
import { unprocessable } from './problems.ts';

const strict = { additionalProperties: false };
const platform = Type.String({ enum: [...platforms.all] });

const imported = Type.Object(
  {
    type: Type.Literal('import'),
    mentions: Type.Array(Type.Object({}, { additionalProperties: true }), { minItems: 1 }),
  },
  strict,
);
const prompt = Type.Object(
  {
    type: Type.Literal('prompt'),
    sources: Type.Array(platform, { minItems: 1, maxItems: platforms.all.length }),
    search_query: Type.String({ minLength: 1, maxLength: 5_000 }),
  },
  strict,
);
const urls = Type.Object(
  {
    type: Type.Literal('url'),
    source_urls: Type.Array(
      Type.Object(
        {
          source: platform,
          url: Type.String({ minLength: 1, maxLength: 2_048 }),
          text: Type.Optional(Type.String()),
        },
        strict,
      ),
      { minItems: 1, maxItems: 100 },
    ),
  },
  strict,
);

const SEARCH_QUERIES: Readonly<Record<string, TObject>> = { import: imported, prompt, url: urls };

/** A validated `search_query`. */
export type SearchQuery = Static<typeof imported> | Static<typeof prompt> | Static<typeof urls>;

/** `search_query` as sent; its members depend on its type. */
export const searchQuerySchema = Type.Object(
  { type: Type.String({ enum: Object.keys(SEARCH_QUERIES) }) },
  {
    additionalProperties: true,
    description:
      '`import`: `mentions`, the records. `prompt`: `sources`, platforms to search, and `search_query`, what to find in ' +
      'words or in the query language (docs/query-language.md). `url`: `source_urls`, 1 to 100 posts, each with `source` ' +
      'and `url`.',
    examples: [
      { type: 'prompt', sources: ['reddit', 'youtube'], search_query: 'cold brew coffee' },
      {
        type: 'url',
        source_urls: [{ source: 'reddit', url: 'https://www.reddit.com/r/coffee/comments/1abcd/cold_brew/' }],
      },
      {
        type: 'import',
        mentions: [{ external_id: '1', source: 'reddit', text: 'Nitro!', posted_at: '2026-05-01T12:00:00Z' }],
      },
    ],
  },
);

/** Members of a run's body that only a run that reads platforms has. */
const READING = ['count', 'date_range', 'language', 'country_code'] as const;

type RunBody = { readonly search_query: { readonly type: string } } & {
  readonly [Member in (typeof READING)[number]]?: unknown;
} & { readonly enable_visual_recognition?: boolean; readonly enable_transcribing?: boolean };

/** Checks what the body's schema cannot express because it depends on the type of the run. */
export function checkRunBody(body: RunBody): void {
  const { search_query: query } = body;
  readBody(SEARCH_QUERIES[query.type]!, query, 'body.search_query');
  for (const member of ['enable_visual_recognition', 'enable_transcribing'] as const)
    if (body[member]) throw unprocessable(`body.${member}`, 'must be false: only words are analysed');
  for (const member of READING)
    if (query.type === 'import' && body[member] != null)
      throw unprocessable(`body.${member}`, 'must be absent from a run of type import');
  if (query.type === 'url') checkUrls((query as Static<typeof urls>).source_urls);
}

function checkUrls(entries: Static<typeof urls>['source_urls']): void {
  const index = entries.findIndex(({ text }) => text !== undefined);
  const place = `body.search_query.source_urls.${index}.text`;
  if (index >= 0) throw unprocessable(place, 'must be absent: a post is read by its address');
}

/** Returns the members of `StartRunInput` that a `search_query` sets. */
export function toRunInput(query: SearchQuery): Record<string, unknown> {
  switch (query.type) {
    case 'import':
      return { type: 'IMPORT', ndjson: query.mentions.map((each) => JSON.stringify(each)).join('\n') };
    case 'prompt':
      return { type: 'PROMPT', prompt: query.search_query, sources: query.sources.map(platforms.valueOf) };
    case 'url':
      return {
        type: 'URL',
        urls: query.source_urls.map(({ url }) => url),
        sources: [...new Set(query.source_urls.map(({ source }) => platforms.valueOf(source)))],
      };
  }
}

const PLACES: Readonly<Record<string, string>> = {
  prompt: 'search_query.search_query',
  sources: 'search_query.sources',
  ndjson: 'search_query.mentions',
  from: 'date_range.from',
  to: 'date_range.to',
  numCommentsPerPost: 'num_comments_per_post',
};

/** Maps an argument of the graph to the member of the body that sets it. */
export function placeInRun(field: string): string {
  const url = /^urls\.(\d+)$/.exec(field)?.[1];
  return url ? `search_query.source_urls.${url}.url` : (PLACES[field] ?? field);
}
