import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';
import { upsertImportedXPosts } from '../data/write-imported-x-posts.ts';
import { insertFollow } from '../data/x-accounts.ts';
import { imports } from '../data/x-imports.ts';
import type { FromFile } from '../post.ts';
import { demoXPost } from './post.ts';
import { recentXPosts } from './recent-posts.ts';

const THREAD = '1234567890123456789';

/** Posts from the examples in XTracker's documentation, verbatim. */
const DOCUMENTED: Readonly<Record<string, readonly FromFile[]>> = {
  elonmusk: [
    demoXPost({
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
    demoXPost({
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

/**
 * Follows accounts in a demo workspace: those of the documentation's examples with their posts, and
 * fictional ones with recent posts. All posts are imports of the workspace, so demo data is never
 * shared.
 */
export async function demoXPosts(scope: Scope<Tables>, now: Date): Promise<void> {
  for (const [username, posts] of Object.entries({ ...DOCUMENTED, ...recentXPosts(now) })) {
    const followed = await insertFollow(scope, username);
    if (!followed) return;
    const { account } = followed;
    const recorded = imports.begin(scope, { kind: 'x-posts', file: 'sample data', subject: `@${username}` });
    await recorded.write((inside, importId) =>
      upsertImportedXPosts(inside, { importId, account, posts, at: now }),
    );
    await recorded.finish(0);
  }
}

function reply(id: string, content: string, postedAt: string): FromFile {
  const to = { conversationId: THREAD, inReplyToUser: 'elonmusk', inReplyToPost: THREAD };
  return demoXPost({ id, content, postedAt: new Date(postedAt), ...to });
}
