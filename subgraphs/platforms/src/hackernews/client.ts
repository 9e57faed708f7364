import { Address, setting } from '@tributary/kit';

/** Environment variables of Hacker News. */
export const settings = {
  HACKERNEWS_URL: setting(
    Address,
    'https://hacker-news.firebaseio.com',
    'Address of the API of Hacker News, which new items are read from.',
  ),
  HACKERNEWS_SEARCH_URL: setting(
    Address,
    'https://hn.algolia.com',
    'Address of the search of Hacker News, which earlier items are found with.',
  ),
} as const;
