import { type Analysis, dominantEmotion, dominantSentiment, type NewMention } from './mention.ts';

/**
 * A value that filters compare for equality, as lower-case `kind:value`. One index on the array of
 * tags serves any combination of values, however rare.
 */
export type Tag = `${Kind}:${string}`;
type Kind =
  | 'source'
  | 'author'
  | 'media'
  | 'country'
  | 'language'
  | 'dataset'
  | 'collection'
  | 'sentiment'
  | 'emotion'
  | 'topic'
  | 'intention'
  | 'tone'
  | 'hook'
  | 'cta'
  | 'brand';

/** Kinds of tags that say nothing about what was written, and by whom. */
export const KEPT_KINDS: readonly Kind[] = [
  'source',
  'language',
  'dataset',
  'collection',
  'sentiment',
  'emotion',
  'intention',
  'tone',
];

/** Maximum length of a value; longer ones are truncated on both sides of a comparison. */
export const LONGEST_TAG = 200;

/** Creates a case-insensitive tag. */
export function tag(kind: Kind, value: string): Tag {
  return `${kind}:${value.slice(0, LONGEST_TAG).toLowerCase()}`;
}

/** Creates a case-sensitive tag for an opaque id. */
export function idTag(kind: 'dataset' | 'collection', id: string): Tag {
  return `${kind}:${id}`;
}

/** Input for a mention's tags. */
export interface Tagged {
  readonly mention: Pick<NewMention, 'source' | 'author' | 'media' | 'countryCode' | 'language'>;
  readonly analysis: Omit<Analysis, 'questions' | 'entities' | 'version'> | null;
  readonly datasetIds: readonly string[];
  readonly collectionIds: readonly string[];
}

/** Returns all tags of a mention. */
export function tagsOf({ mention, analysis, datasetIds, collectionIds }: Tagged): Tag[] {
  const tags: Tag[] = [tag('source', mention.source), tag('media', String(hasMedia(mention.media)))];
  if (mention.author?.handle) tags.push(tag('author', `${mention.source}:${mention.author.handle}`));
  if (mention.countryCode) tags.push(tag('country', mention.countryCode));
  const language = analysis?.language ?? mention.language;
  if (language) tags.push(tag('language', language));
  for (const id of datasetIds) tags.push(idTag('dataset', id));
  for (const id of collectionIds) tags.push(idTag('collection', id));
  if (analysis) addAnalysis(tags, analysis);
  return [...new Set(tags)];
}

/** Returns whether the mention has an image or a video. */
export function hasMedia(media: NewMention['media']): boolean {
  return media !== null && media.length > 0;
}

function addAnalysis(tags: Tag[], analysis: NonNullable<Tagged['analysis']>): void {
  const single = {
    sentiment: dominantSentiment(analysis.sentiment),
    emotion: dominantEmotion(analysis.emotions),
    intention: analysis.intention,
    tone: analysis.tone,
    hook: analysis.hook,
    cta: analysis.cta,
  } as const;
  for (const [kind, value] of Object.entries(single)) if (value !== null) tags.push(tag(kind as Kind, value));
  for (const topic of analysis.topics) tags.push(tag('topic', topic));
  for (const brand of analysis.brands) tags.push(tag('brand', brand));
}
