import type { Platform } from './publisher.ts';

/** Names of what an account's platform needs to be told, and of what it may be told. */
export interface CredentialNames {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** What each platform's accounts are connected with. */
export const CREDENTIALS: Readonly<Record<Platform, CredentialNames>> = {
  /** An app password; `server` is a PDS other than the configuration's. */
  bluesky: { required: ['identifier', 'password'], optional: ['server'] },
  /** The server's address, and a token with `read` and `write`. */
  mastodon: { required: ['server', 'accessToken'], optional: [] },
  /** The address of a webhook; with `?thread_id=` its messages go to a thread of the channel. */
  discord: { required: ['url'], optional: [] },
  /** The address of an incoming webhook, or a bot's token and a channel. */
  slack: { required: [], optional: ['webhookUrl', 'botToken', 'channel'] },
  /** A bot's token, and `@channel` or the number of a chat. */
  telegram: { required: ['botToken', 'chatId'], optional: [] },
  /** An address, and a secret of the Standard Webhooks, `whsec_…`. */
  webhook: { required: ['url', 'secret'], optional: [] },
  /**
   * A user's OAuth 2.0 token with `tweet.write`, `tweet.read`, `users.read` and `media.write`, which X ends after two
   * hours. With `offline.access` there is a refresh token, by which it is renewed in the name of the client that it was
   * given to; `clientSecret` is a confidential client's. Nobody else may use that refresh token: it works once.
   */
  x: { required: ['accessToken'], optional: ['refreshToken', 'clientId', 'clientSecret'] },
  /**
   * A member's token; `organization` is the number of one that the member manages. LinkedIn ends it after 60 days, and
   * gives refresh tokens to approved partners only: the account is connected again then.
   */
  linkedin: { required: ['accessToken'], optional: ['organization'] },
  dev: { required: ['apiKey'], optional: [] },
  /** A page of this gateway, which needs nothing. */
  sandbox: { required: [], optional: [] },
};
