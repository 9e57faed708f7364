import {
  DAY,
  delegated,
  type GraphPort,
  invalidInput,
  type SubgraphRequest,
  TributaryError,
} from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import type { PublishingPlatform as Platform, Publisher } from '@tributary/platforms';
import { type ConnectedAccount, loadAccounts } from '../data/accounts.ts';
import type { Post, ReplyTo } from '../data/posts.ts';
import type { Tables } from '../data/tables.ts';
import { isId } from '../ids.ts';
import { holdMediaAssets, loadMediaAssets } from '../media/data/media-assets.ts';

/** Maximum length of a text, in characters. */
const LONGEST_BODY = 10_000;
/** Maximum number of posts after the first one of a thread. */
const LONGEST_THREAD = 99;
const MOST_ACCOUNTS = 50;
const MOST_MEDIA = 20;
const MOST_TAGS = 20;
const LONGEST_TAG = 50;
/** Maximum time until a scheduled post, in milliseconds. */
const FARTHEST = 366 * DAY;

/** Members of a post as requested. */
export interface PostInput {
  readonly body?: string | null;
  readonly thread?: readonly string[] | null;
  readonly tags?: readonly string[] | null;
  readonly accountIds?: readonly string[] | null;
  readonly mediaIds?: readonly string[] | null;
  readonly inReplyTo?: { communityPostId?: string | null; mentionId?: string | null } | null;
}

/** Validated members of a post; members that were not given are undefined. */
export interface CheckedPost {
  readonly body?: string;
  readonly thread?: string[];
  readonly tags?: string[];
  readonly accountIds?: string[];
  readonly mediaIds?: string[];
  readonly replyTo?: ReplyTo | null;
}

/** Dependencies of validating a post. */
interface CheckContext extends Pick<SubgraphRequest, 'principal' | 'delivery'> {
  readonly graph: GraphPort;
  readonly scope: Scope<Tables>;
}

/**
 * Validates the given members of a post and that everything they reference exists; throws
 * INVALID_INPUT naming the faulty member. The caller itself must be allowed to read the subject of
 * a reply.
 */
export async function checkPost(context: CheckContext, input: PostInput): Promise<CheckedPost> {
  const { scope } = context;
  const { body, thread, tags, inReplyTo } = input;
  return {
    ...(body == null ? {} : { body: checkText('body', body) }),
    ...(thread == null ? {} : { thread: checkThread(thread) }),
    ...(tags == null ? {} : { tags: checkTags('tags', tags) }),
    ...(input.accountIds == null ? {} : { accountIds: await checkAccounts(scope, input.accountIds) }),
    ...(input.mediaIds == null ? {} : { mediaIds: await checkMedia(scope, input.mediaIds) }),
    ...(inReplyTo === undefined ? {} : { replyTo: inReplyTo && (await checkSubject(context, inReplyTo)) }),
  };
}

/** Validates that a scheduled time is in the future and within a year. */
export function checkTime(scheduledAt: Date, now: Date, field = 'scheduledAt'): Date {
  const ahead = scheduledAt.getTime() - now.getTime();
  if (ahead <= 0) throw invalidInput(field, `\`${field}\` must be in the future.`);
  if (ahead > FARTHEST) throw invalidInput(field, `\`${field}\` must be within a year.`);
  return scheduledAt;
}

/** Validates a post against the limits of its accounts' platforms, without calling them. */
export async function checkLimits(
  { publishers, scope }: { publishers: ReadonlyMap<Platform, Publisher>; scope: Scope<Tables> },
  { body, thread, mediaIds }: Pick<Post, 'body' | 'thread' | 'mediaIds'>,
  accountIds: readonly string[],
): Promise<void> {
  if (accountIds.length === 0)
    throw invalidInput('accountIds', 'The post has no account to be published to.');
  const media = await mediaOf(scope, mediaIds);
  const accounts = await loadAccounts(scope, accountIds);
  for (const account of accounts) {
    refuseUnconnected(account);
    const [violation] = publishers.get(account.platform)!.check({ body, thread, media });
    if (violation)
      throw invalidInput(
        violation.field === 'media' ? 'mediaIds' : violation.field,
        `${account.handle} (${account.id}) cannot publish the post: ${violation.message}`,
      );
  }
}

function refuseUnconnected({ id, handle, status }: ConnectedAccount): void {
  if (status !== 'connected')
    throw invalidInput('accountIds', `${handle} (${id}) is ${status}: connect it again first.`);
}

function checkText(field: string, text: string): string {
  const length = [...text].length;
  if (text.trim() === '' || length > LONGEST_BODY)
    throw invalidInput(field, `\`${field}\` must have 1 to ${LONGEST_BODY} characters, got ${length}.`);
  if (text.includes('\0')) throw invalidInput(field, `\`${field}\` must not have NUL characters.`);
  return text;
}

function checkThread(given: readonly string[]): string[] {
  if (given.length > LONGEST_THREAD)
    throw invalidInput('thread', `\`thread\` may have at most ${LONGEST_THREAD} posts.`);
  return given.map((text, place) => checkText(`thread[${place}]`, text));
}

/** Validates tags to set or to filter by; returns them normalised and without duplicates. */
export function checkTags(field: string, given: readonly string[]): string[] {
  if (given.length > MOST_TAGS)
    throw invalidInput(field, `\`${field}\` may have at most ${MOST_TAGS} tags, got ${given.length}.`);
  const tags = given.map((tag) => tag.trim().toLowerCase());
  const wrong = tags.find((tag) => tag === '' || isLongerThan(tag, LONGEST_TAG) || tag.includes('\0'));
  if (wrong !== undefined)
    throw invalidInput(field, `Each tag must have 1 to ${LONGEST_TAG} characters without NUL.`);
  return [...new Set(tags)];
}

async function checkAccounts(scope: Scope<Tables>, given: readonly string[]): Promise<string[]> {
  const ids = checkIds('accountIds', given, MOST_ACCOUNTS);
  const found = new Set((await loadAccounts(scope, ids.filter(isId))).map(({ id }) => id));
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined)
    throw invalidInput('accountIds', `The workspace has no account ${JSON.stringify(missing)}.`);
  return ids;
}

async function checkMedia(scope: Scope<Tables>, given: readonly string[]): Promise<string[]> {
  const ids = checkIds('mediaIds', given, MOST_MEDIA);
  await mediaOf(scope, ids);
  return ids;
}

/**
 * Locks the files of a post against deletion until the transaction ends; throws INVALID_INPUT if
 * one no longer exists.
 */
export async function holdMedia(scope: Scope<Tables>, ids: readonly string[]): Promise<void> {
  await mediaOf(scope, ids, holdMediaAssets);
}

async function mediaOf(scope: Scope<Tables>, ids: readonly string[], load = loadMediaAssets) {
  if (ids.length === 0) return [];
  const found = new Map((await load(scope, ids.filter(isId))).map((asset) => [asset.id, asset]));
  return ids.map((id) => {
    const asset = found.get(id);
    if (!asset) throw invalidInput('mediaIds', `The workspace has no file ${JSON.stringify(id)}.`);
    if (asset.status !== 'ready')
      throw invalidInput('mediaIds', `The file ${id} is not uploaded and confirmed yet.`);
    return asset;
  });
}

function checkIds(field: string, given: readonly string[], most: number): string[] {
  if (given.length > most) throw invalidInput(field, `\`${field}\` may have at most ${most} ids.`);
  return [...new Set(given)];
}

const NAMES = { mention: 'mention', communityPost: 'community post' } as const;

async function checkSubject(
  context: CheckContext,
  { communityPostId, mentionId }: NonNullable<PostInput['inReplyTo']>,
): Promise<ReplyTo> {
  if ((communityPostId == null) === (mentionId == null))
    throw invalidInput('inReplyTo', '`inReplyTo` must have either `communityPostId` or `mentionId`.');
  const field = communityPostId == null ? 'mention' : 'communityPost';
  const id = (communityPostId ?? mentionId)!;
  const found = await context.graph.ask<Record<string, { id: string } | null>>(
    delegated(context),
    `query Subject($id: ID!) { ${field}(id: $id) { id } }`,
    { id },
  );
  if (!found[field])
    throw invalidInput(
      'inReplyTo',
      `The workspace has no ${NAMES[field]} with the id ${JSON.stringify(id)} to reply to.`,
    );
  return { type: communityPostId == null ? 'Mention' : 'CommunityPost', id };
}

/** Returns a CONFLICT error with a message for users. */
export function conflict(message: string): TributaryError {
  return new TributaryError('CONFLICT', message);
}
