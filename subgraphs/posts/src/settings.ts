import { setting } from '@tributary/kit';
import { Type } from 'typebox';

/** Environment variables of the posts subgraph. */
export const postsSettings = {
  POSTS_X_DAILY_DOLLARS: setting(
    Type.Number({ minimum: 0, maximum: 100_000 }),
    1,
    'Maximum spending of a workspace on posts from the X API per UTC day, in US dollars. 0 reads no posts from X.',
  ),
} as const;
