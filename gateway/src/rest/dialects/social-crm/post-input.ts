import { Type } from 'typebox';
import { textOf } from './schemas.ts';

const ids = (maxItems: number, description: string) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems, description }));

export const postMembers = {
  body: textOf(10_000, 'The text, 1 to 10,000 characters.'),
  account_ids: ids(50, 'Accounts to publish the post to.'),
  media_ids: ids(20, 'Attached files, in order; each must be ready.'),
  thread: Type.Optional(
    Type.Array(textOf(10_000, 'A post of the thread.'), {
      maxItems: 99,
      description: 'Further posts of its thread, in order, for platforms that support threads: Bluesky.',
    }),
  ),
};

interface PostMembers {
  body?: string;
  account_ids?: string[];
  media_ids?: string[];
  thread?: string[];
}

export const toInput = ({ body, account_ids: accountIds, media_ids: mediaIds, thread }: PostMembers) => ({
  body,
  thread,
  accountIds,
  mediaIds,
});
