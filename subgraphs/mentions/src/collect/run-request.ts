import { invalidInput } from '@tributary/kit';
import { isLongerThan } from '@tributary/kit/text';
import { printQuery, promptQuery, type QueryError, type SourceReader } from '@tributary/listening';
import {
  LISTENING_PLATFORMS,
  MENTION_PLATFORMS,
  type PlatformSlug,
  platformOf,
  recognise,
  recognisePost,
} from '@tributary/platforms';
import type { BrandSpec, RunPart, RunRequest } from '../data/tables.ts';
import { postPart, searchParts } from './run-parts.ts';

/** Members of `StartRunInput` for runs that read platforms. */
export interface CollectInput {
  readonly prompt?: string | null;
  readonly sources?: readonly string[] | null;
  readonly urls?: readonly string[] | null;
  readonly language?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly count: number;
}

/** A valid request, and what is read for it. */
export interface CollectPlan {
  readonly request: RunRequest;
  readonly parts: readonly RunPart[];
}

const LONGEST_PROMPT = 5_000;
const MOST_URLS = 100;
const MOST_MENTIONS = 500;
/** Platforms of mentions that can be listened to. */
const PLATFORMS: readonly string[] = MENTION_PLATFORMS.filter((slug) => platformOf(slug).listen);

/**
 * Plans a run that searches for a prompt. Returns an error of the query language if the prompt is
 * an invalid query; throws INVALID_INPUT for any other invalid member. A named platform that cannot
 * be searched fails, unless it is the only one: then nothing could be found.
 */
export function planPrompt(
  input: CollectInput,
  brands: readonly BrandSpec[],
  reader: SourceReader,
): CollectPlan | QueryError {
  const prompt = input.prompt?.trim() ?? '';
  if (prompt === '') throw invalidInput('input.prompt', 'Must say what to find');
  if (isLongerThan(prompt, LONGEST_PROMPT))
    throw invalidInput('input.prompt', `Must have at most ${LONGEST_PROMPT} characters`);
  const { query, error } = promptQuery(
    prompt,
    brands.map(({ name, aliases }) => ({ names: [name, ...aliases] })),
  );
  if (error) return error;
  const request = { ...requestOf(input), prompt, query: printQuery(query) };
  const plan = reader.planSearches(request.query, [...new Set(input.sources ?? PLATFORMS)]);
  if (plan.searches.length === 0) {
    const reasons = new Set(plan.refusals.map(({ reason }) => reason));
    throw invalidInput('input.sources', `None of the platforms can be searched: ${[...reasons].join(' ')}`);
  }
  const isNamed = input.sources != null;
  return { request, parts: searchParts(isNamed ? plan : { ...plan, refusals: [] }) };
}

/** Plans a run that reads posts by their addresses; throws INVALID_INPUT naming the address. */
export function planUrls(input: CollectInput, reader: SourceReader): CollectPlan {
  const urls = input.urls ?? [];
  if (urls.length === 0 || urls.length > MOST_URLS)
    throw invalidInput('input.urls', `Must have 1 to ${MOST_URLS} addresses, got ${urls.length}`);
  const request = requestOf(input);
  const parts = urls.map((url, place) => checkUrl(url, `input.urls.${place}`, reader, input.sources ?? null));
  const known = new Map<string, number>();
  for (const [place, { platform, target }] of parts.entries()) {
    const key = `${platform} ${target}`;
    if (known.has(key))
      throw invalidInput(`input.urls.${place}`, `Is the same post as \`input.urls.${known.get(key)}\``);
    known.set(key, place);
  }
  return { request: { ...request, urls: parts.map(({ url }) => url!), count: parts.length }, parts };
}

function checkUrl(
  text: string,
  field: string,
  reader: SourceReader,
  sources: readonly string[] | null,
): RunPart {
  const given = text.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `https://${given}`);
  if (!url || !/^https?:$/.test(url.protocol))
    throw invalidInput(field, `Must be an http or https address, got \`${given.slice(0, 100)}\``);
  const post = recognisePost(url);
  if (!post) throw invalidInput(field, unknownAddress(url));
  if (sources && !sources.includes(post.platform)) {
    const names = sources.map((slug) => platformOf(slug as PlatformSlug).name);
    throw invalidInput(field, `Is a post of ${platformOf(post.platform).name}, not of ${names.join(' or ')}`);
  }
  const refusal = PLATFORMS.includes(post.platform)
    ? reader.refusalOf(post.platform)
    : `Posts of ${platformOf(post.platform).name} are not mentions.`;
  if (refusal !== null) throw invalidInput(field, `The post cannot be read: ${refusal}`);
  return postPart(post, url.href);
}

/** Says what is wrong with an address: no post, or a host that no platform has. */
function unknownAddress(url: URL): string {
  const platform = recognise(url.href)?.platform;
  if (platform && !platformOf(platform).listen?.postAt)
    return `Posts of ${platformOf(platform).name} cannot be read here`;
  const known = LISTENING_PLATFORMS.map(platformOf)
    .filter(({ listen }) => listen!.postAt)
    .map(({ name }) => name);
  return `${url.host} is not a platform, or the address not a post of it; posts can be read of ${known.join(', ')}`;
}

function requestOf({ sources, language, from = null, to = null, count }: CollectInput): RunRequest {
  if (sources?.length === 0) throw invalidInput('input.sources', 'Must name at least one platform');
  if (count < 1 || count > MOST_MENTIONS)
    throw invalidInput('input.count', `Must be from 1 to ${MOST_MENTIONS}, got ${count}`);
  if (from !== null && to !== null && from > to)
    throw invalidInput('input.from', '`input.from` must not be after `input.to`');
  return { prompt: null, query: null, urls: null, language: languageOf(language), from, to, count };
}

/** Returns the language of a BCP 47 tag, as detected languages are compared with it. */
function languageOf(tag: string | null | undefined): string | null {
  if (tag == null) return null;
  const code = tag.trim().toLowerCase().split('-')[0]!;
  if (/^[a-z]{2,3}$/.test(code)) return code;
  throw invalidInput('input.language', `Must be a language such as \`en\`, got \`${tag.slice(0, 50)}\``);
}
