import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';

/** Environment variables of Reddit. */
export const settings = {
  REDDIT_CLIENT_ID: setting(
    Type.String(),
    '',
    "Id of an application that Reddit has approved; with it posts and comments are read through Reddit's API.",
  ),
  REDDIT_CLIENT_SECRET: setting(Type.String(), '', 'Secret of that application.'),
  REDDIT_FEED_USER: setting(
    Type.String(),
    '',
    'Username of the person whose feed token is used. Without an application or a token, one feed a minute is read.',
  ),
  REDDIT_FEED_TOKEN: setting(Type.String(), '', 'Feed token from the RSS preferences of that person.'),
  REDDIT_URL: setting(Address, 'https://www.reddit.com', 'Address of the feeds and of the log-in of Reddit.'),
  REDDIT_API_URL: setting(Address, 'https://oauth.reddit.com', "Address of Reddit's API."),
} as const;

export type RedditSettings = SettingValues<typeof settings>;
