import type { Scope } from '@tributary/kit';
import type { Tables } from './data/tables.ts';
import { type NewXPost, upsertXPosts } from './data/write-x-posts.ts';
import { insertFollow } from './data/x-accounts.ts';
import { readTags } from './x/tags.ts';

const BLANK = {
  conversationId: null,
  inReplyToUser: null,
  inReplyToPost: null,
  quotedPostId: null,
  quotedContent: null,
  quotedUsername: null,
  isRetweet: false,
  media: [],
  likes: null,
  retweets: null,
  replies: null,
  views: null,
};

const THREAD = '1234567890123456789';

/** The posts of the document's examples, as it shows them. */
const DOCUMENTED: Readonly<Record<string, readonly NewXPost[]>> = {
  elonmusk: [
    post({
      id: THREAD,
      content:
        'Just announced a new AI product that will change the way we interact with technology. #AI #Innovation',
      postedAt: new Date('2025-01-15T12:34:56Z'),
      conversationId: THREAD,
      media: [1, 2].map((number) => ({
        type: 'photo',
        url: `https://x.com/elonmusk/status/${THREAD}/photo/${number}`,
      })),
      likes: 4_582,
      retweets: 891,
      replies: 327,
      views: 982_451,
    }),
    reply('1234567890123456790', 'Details about key features', '2025-01-15T12:35:56Z'),
    reply('1234567890123456791', 'Information about release timeline', '2025-01-15T12:36:56Z'),
  ],
  sama: [
    post({
      id: '9876543210987654321',
      content:
        'Our latest research shows significant progress in multimodal understanding. Check out the paper: example.com/paper',
      postedAt: new Date('2025-01-14T09:12:45Z'),
      likes: 3_214,
      retweets: 567,
      replies: 231,
      views: 754_129,
    }),
  ],
};

/** Follows the accounts of the document's examples in a demo workspace, with the posts that it shows. */
export async function demoXPosts(scope: Scope<Tables>, now: Date): Promise<void> {
  for (const [username, posts] of Object.entries(DOCUMENTED)) {
    const { account } = await insertFollow(scope, username);
    await upsertXPosts(scope, account.internalId, posts, now);
  }
}

function post(given: Partial<NewXPost> & Pick<NewXPost, 'id' | 'content' | 'postedAt'>): NewXPost {
  return { ...BLANK, ...readTags(given.content), ...given };
}

function reply(id: string, content: string, postedAt: string): NewXPost {
  const to = { conversationId: THREAD, inReplyToUser: 'elonmusk', inReplyToPost: THREAD };
  return post({ id, content, postedAt: new Date(postedAt), ...to });
}
