import type { VendorRequest, VendorResponse } from '../stand-in.ts';
import { jsonOf, type Platform, type StoredPost, storePost } from './platform.ts';

const LIMITED: VendorResponse = {
  status: 429,
  headers: { 'retry-after': '60' },
  body: { ok: false, error: 'ratelimited' },
};

/** Slack's incoming webhooks: responses are plain text and contain no ids. */
export function slackHooks(): Platform {
  const posts: StoredPost[] = [];
  const answer = (asked: VendorRequest): VendorResponse => {
    if (asked.path !== '/services/T1/B1/secret') return { status: 404, body: 'no_service' };
    const sent = jsonOf(asked);
    if (!sent['text']) return { status: 400, body: 'no_text' };
    storePost(posts, sent['text'], 0, sent);
    return { body: 'ok' };
  };
  return {
    answer,
    posts,
    publishes: () => true,
    refused: { status: 410, body: 'channel_is_archived' },
    limited: () => LIMITED,
    expired: { status: 403, body: 'invalid_token' },
  };
}

/**
 * Slack's Web API for bots: the status is always 200, and `ok` tells whether the call succeeded.
 */
export function slackBots(): Platform {
  const posts: StoredPost[] = [];
  const answer = (asked: VendorRequest): VendorResponse => {
    if (asked.path === '/auth.test') return { body: { ok: true, team_id: 'T1', team: 'Team', user: 'bot' } };
    if (asked.path === '/chat.getPermalink')
      return { body: { ok: true, permalink: `https://team.slack.com/p${asked.query.get('message_ts')}` } };
    if (asked.path === '/conversations.history') {
      const messages = [...posts]
        .filter(({ at }) => at.getTime() / 1_000 >= Number(asked.query.get('oldest')))
        .reverse()
        .map(({ id, sent }) => ({ ts: id, metadata: (sent as { metadata: object }).metadata }));
      return { body: { ok: true, messages, has_more: false } };
    }
    const sent = jsonOf(asked);
    const { id } = storePost(posts, sent['text'], 0, sent);
    return { body: { ok: true, channel: sent['channel'], ts: id } };
  };
  return {
    answer,
    posts,
    publishes: ({ path }) => path === '/chat.postMessage',
    refused: { body: { ok: false, error: 'is_archived' } },
    limited: () => LIMITED,
    expired: { body: { ok: false, error: 'token_revoked' } },
  };
}
