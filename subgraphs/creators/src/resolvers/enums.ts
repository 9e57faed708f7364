import { enumOf } from '@tributary/platforms';
import { PRICED } from '../platforms.ts';

/** Internal and database values of the SDL's enums. */
export const Platform = enumOf('Platform');
export const CreatorMetric = { FOLLOWERS: 'followers', FOLLOWING: 'following', POSTS_COUNT: 'posts_count' };
export const PostMetric = { VIEWS: 'views', LIKES: 'likes', COMMENTS: 'comments', SHARES: 'shares' };
export const EmailSource = { BIO: 'bio', EXTERNAL_URL: 'external_url' };
export const PricedOperation = Object.fromEntries(PRICED.map((name) => [name.toUpperCase(), name]));
export const LedgerKind = { CREDIT: 'credit', CHARGE: 'charge', REFUND: 'refund' };
export const KnownCreatorSort = { ADDED: 'added', LOOKED_UP: 'looked_up', FOLLOWERS: 'followers' };
export const SortOrder = { ASC: 'asc', DESC: 'desc' };
export const CreatorImportKind = { CREATORS: 'creators', CREATOR_POSTS: 'creator-posts' };
