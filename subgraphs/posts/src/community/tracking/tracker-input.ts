import { invalidInput } from '@tributary/kit';
import { isHttpUrl, isLongerThan } from '@tributary/kit/text';
import { type ListeningClient, parseQuery, printQuery, type QueryError } from '@tributary/listening';
import { checkKeyword } from '../../keyword.ts';
import type { TrackedCommunity, TrackerValues } from '../data/trackers/trackers.ts';
import { LONGEST_URL } from '../post-limits.ts';

/** Members of `TrackerInput` and `TrackerChanges`. */
export interface TrackerArguments {
  readonly name?: string | null;
  readonly query?: string | null;
  readonly platforms?: readonly string[] | null;
  readonly languages?: readonly string[] | null;
  readonly feeds?: readonly string[] | null;
  readonly communities?: readonly TrackedCommunity[] | null;
  readonly context?: string | null;
}

/** Maximum number of feeds and of communities of a tracker. */
const MOST_FEEDS = 50;
const MOST_COMMUNITIES = 50;
const MOST_LANGUAGES = 50;
const LONGEST_CONTEXT = 2_000;
/** Places checked at the same time. */
const PARALLEL = 5;

/** Thrown for an invalid query; the resolver returns it as a failure. */
export class InvalidQueryError extends Error {
  override readonly name = 'InvalidQueryError';
  readonly fault: QueryError;

  constructor(fault: QueryError) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Returns a query in canonical form; throws an InvalidQueryError. */
export function checkQuery(text: string): string {
  const { query, error } = parseQuery(text);
  if (error) throw new InvalidQueryError(error);
  return printQuery(query);
}

/**
 * Validates the values of a tracker, with those of `known` where a member is absent; throws
 * INVALID_INPUT naming the invalid member, or an InvalidQueryError.
 */
export function checkTracker(input: TrackerArguments, known: TrackerValues | null): TrackerValues {
  const query = input.query == null ? known!.query : checkQuery(input.query);
  return {
    name: input.name == null ? known!.name : checkKeyword('input.name', input.name),
    query,
    platforms: distinct(given(input.platforms, known?.platforms ?? null)),
    languages: checkLanguages(given(input.languages, known?.languages ?? null)),
    feeds: checkFeeds(given(input.feeds, known?.feeds ?? []) ?? []),
    communities: checkCommunities(given(input.communities, known?.communities ?? []) ?? []),
    context: checkContext(given(input.context, known?.context ?? '') ?? ''),
  };
}

function given<Value>(value: Value | undefined, known: Value): Value {
  return value === undefined ? known : value;
}

/** No value is no condition, like null. */
function distinct(values: readonly string[] | null): readonly string[] | null {
  return values === null || values.length === 0 ? null : [...new Set(values)];
}

/** Returns languages as two- or three-letter codes, as matches are compared with them. */
export function checkLanguages(
  languages: readonly string[] | null,
  field = 'input.languages',
): readonly string[] | null {
  if (languages !== null && languages.length > MOST_LANGUAGES)
    throw invalidInput(field, `\`${field}\` must have at most ${MOST_LANGUAGES} values.`);
  const codes = languages?.map((language) => {
    const code = language.trim().toLowerCase();
    if (/^[a-z]{2,3}$/.test(code)) return code;
    const got = language.slice(0, 50);
    throw invalidInput(field, `\`${field}\` must be language codes such as \`en\`, got \`${got}\`.`);
  });
  return distinct(codes ?? null);
}

function checkFeeds(feeds: readonly string[]): readonly string[] {
  if (feeds.length > MOST_FEEDS)
    throw invalidInput(
      'input.feeds',
      `\`input.feeds\` must have at most ${MOST_FEEDS} feeds, got ${feeds.length}.`,
    );
  for (const feed of feeds)
    if (!isHttpUrl(feed) || Buffer.byteLength(feed) > LONGEST_URL)
      throw invalidInput('input.feeds', '`input.feeds` must be http or https addresses.');
  return distinct(feeds) ?? [];
}

function checkCommunities(communities: readonly TrackedCommunity[]): readonly TrackedCommunity[] {
  if (communities.length > MOST_COMMUNITIES)
    throw invalidInput(
      'input.communities',
      `\`input.communities\` must have at most ${MOST_COMMUNITIES} communities, got ${communities.length}.`,
    );
  const named = communities.map(({ source, name }) => ({
    source,
    name: checkKeyword('input.communities', name),
  }));
  return [...new Map(named.map((each) => [`${each.source} ${each.name}`, each])).values()];
}

function checkContext(context: string): string {
  const trimmed = context.trim();
  if (isLongerThan(trimmed, LONGEST_CONTEXT) || trimmed.includes('\0'))
    throw invalidInput('input.context', `\`input.context\` must have at most ${LONGEST_CONTEXT} characters.`);
  return trimmed;
}

/**
 * Asks the sources whether the places that are new in a tracker can be read; throws INVALID_INPUT
 * with the reason if one cannot.
 */
export async function checkPlaces(
  listening: ListeningClient,
  values: TrackerValues,
  known: TrackerValues | null,
  signal: AbortSignal,
): Promise<void> {
  const old = new Set(known ? placesOf(known).map(keyOf) : []);
  const fresh = placesOf(values).filter((place) => !old.has(keyOf(place)));
  for (let start = 0; start < fresh.length; start += PARALLEL)
    await Promise.all(
      fresh.slice(start, start + PARALLEL).map(async ({ field, source, name }) => {
        const reason = await listening.checkPlace(source, name, signal);
        if (reason !== null) throw invalidInput(field, `\`${name}\` cannot be followed: ${reason}`);
      }),
    );
}

interface Place extends TrackedCommunity {
  readonly field: string;
}

function placesOf({ feeds, communities }: TrackerValues): Place[] {
  return [
    ...feeds.map((name) => ({ field: 'input.feeds', source: 'feeds', name })),
    ...communities.map((each) => ({ field: 'input.communities', ...each })),
  ];
}

function keyOf({ source, name }: Place): string {
  return `${source} ${name}`;
}
