import { invalidInput } from '@tributary/kit';
import { type CreatorReference, creatorOf } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import type { ConnectedAccount as Account } from '../data/accounts.ts';
import { isId } from '../ids.ts';

/** Finds an account of the workspace by id; null if unknown. */
export function findAccount({ id }: { id: string }, { accounts }: Context) {
  return isId(id) ? accounts.load(id) : null;
}

/** Maximum length of a measured text. */
const LONGEST_TEXT = 10_000;

/** Maximum number of files of a post. */
const MOST_FILES = 20;

interface MeasuredPost {
  readonly body: string;
  readonly thread: readonly string[];
  readonly mediaIds: readonly string[];
}

export const ConnectedAccount = {
  __resolveReference: findAccount,
  creator(account: Account) {
    const creator = creatorOf(account);
    return creator && { __typename: 'Creator', ...creator };
  },
  async textFit(
    { platform }: Account,
    { body, thread, mediaIds }: MeasuredPost,
    { publishers, mediaAssets }: Context,
  ) {
    if (body.length > LONGEST_TEXT)
      throw invalidInput('body', `\`body\` must have at most ${LONGEST_TEXT} characters.`);
    if (mediaIds.length > MOST_FILES)
      throw invalidInput('mediaIds', `\`mediaIds\` may have at most ${MOST_FILES} ids.`);
    const publisher = publishers.get(platform);
    if (!publisher) return null;
    const { limits } = publisher;
    const found = await Promise.all(mediaIds.map((id) => (isId(id) ? mediaAssets.load(id) : null)));
    const media = found.filter((asset) => asset !== null);
    const unknown = mediaIds.filter((_, index) => found[index] === null);
    return {
      length: limits.count(body),
      maxLength: limits.length,
      maxFiles: limits.media,
      problems: [
        ...publisher.check({ body, thread, media }).map(({ message }) => message),
        ...unknown.map((id) => `The workspace has no file ${JSON.stringify(id)}.`),
      ],
    };
  },
  async analytics(account: Account, _: unknown, { audiences, publishers, clock, scope }: Context) {
    const publisher = publishers.get(account.platform);
    if (publisher?.audience) {
      const now = new Date(clock());
      return { ...(await publisher.audience(scope().workspaceId, now)), fetchedAt: now };
    }
    const creator = creatorOf(account);
    return creator && audiences.load(creator satisfies CreatorReference);
  },
};
