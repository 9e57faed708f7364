import { Type } from 'typebox';
import { event, nullable, text, time } from './event-definition.ts';

const post = {
  postId: text('Id of the post.'),
  text: text('Text of the post, without the further posts of a thread.'),
};
const target = { ...post, accountId: text('Id of the account that the post is published to.') };
const POST = {
  postId: 'post_9f2c41d8a0b3',
  text: 'Launch day is here.',
};
const TARGET = { ...POST, accountId: 'acct_7c1e02b94f55' };

/** Events of posts that are published, and of their accounts. */
export const publishingEvents = {
  'post.scheduled': event(
    'A post was scheduled, or scheduled again for another time.',
    'post',
    Type.Object({
      ...post,
      scheduledAt: time('Time at which it will be published.'),
      accountIds: Type.Array(Type.String(), { description: 'Ids of the accounts it will be published to.' }),
    }),
    { ...POST, scheduledAt: '2026-05-04T09:00:00.000Z', accountIds: [TARGET.accountId] },
  ),
  'post.published': event(
    'A post was published to an account. A post for several accounts has one event for each.',
    'post',
    Type.Object({
      ...target,
      url: nullable(text('Public URL of the post; null if the platform has none.')),
      publishedAt: time('Time of publication.'),
    }),
    {
      ...TARGET,
      url: 'https://mastodon.example/@acme/113',
      publishedAt: '2026-05-04T09:00:02.417Z',
    },
  ),
  'post.failed': event(
    'A post was not published to an account and is not retried automatically.',
    'post',
    Type.Object({
      ...target,
      code: text('Reason: `refused`, `unavailable` or `credentials`.'),
      message: text('Description of the failure.'),
    }),
    { ...TARGET, code: 'refused', message: 'Mastodon answered 422: the text is too long.' },
  ),
  'post.unconfirmed': event(
    'The response of a platform was lost, so it is unknown whether the post was published.',
    'post',
    Type.Object({ ...target, message: text('Description of the failure.') }),
    { ...TARGET, message: 'The response of the platform was lost.' },
  ),
  'account.expired': event(
    'A platform rejected the credentials of an account, which must be connected again.',
    'connected account',
    Type.Object({ accountId: text('Id of the account.'), message: text("The platform's reason.") }),
    { accountId: TARGET.accountId, message: 'Mastodon answered 401.' },
  ),
};
