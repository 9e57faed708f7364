import { randomUUID } from 'node:crypto';
import type { PublishPart } from '../definition.ts';
import { type AccountClients, credential, digest } from '../publish/account-client.ts';
import { codePointLength } from '../publish/lengths.ts';
import { type AccountClient, ifAllowed } from '../publish/publish-faults.ts';
import {
  type Credentials,
  earliestTime,
  type OutgoingPost,
  PublishError,
  type Publisher,
} from '../publish/publisher.ts';
import { violations } from '../publish/validate.ts';
import { readAs } from '../vendor-json.ts';
import { History, Identity, Permalink, Posted } from './api.ts';
import { endpoint, type settings } from './client.ts';

/** Characters beyond which Slack truncates a text. */
const LONGEST_TEXT = 40_000;
/** Maximum number of messages read back. */
const MAX_READ = 100;
/** Type of the metadata that carries our reference. */
const EVENT = 'tributary_post';

/**
 * Publishes messages in Slack through an incoming webhook, which returns no id and cannot read
 * back, or as a bot, whose messages carry our reference as metadata.
 */
export const publish: PublishPart<typeof settings> = {
  /** URL of an incoming webhook, or a bot token and a channel. */
  credentials: { required: [], optional: ['webhookUrl', 'botToken', 'channel'] },
  open({ settings, clients }) {
    const limits = { length: LONGEST_TEXT, media: 0, count: codePointLength };
    const transportOf = (credentials: Credentials) =>
      credentials['webhookUrl']
        ? hook(clients, settings.SLACK_HOOKS_URL, credentials)
        : bot(clients, settings.SLACK_URL, credentials);
    return {
      limits,
      check: (post) => violations({ platform: 'Slack', limits }, post),
      reserve: () => randomUUID(),
      verify: (credentials, signal) => transportOf(credentials).verify(signal),
      publish: (post, credentials, signal) => transportOf(credentials).publish(post, signal),
      find: (post, credentials, signal) => transportOf(credentials).find(post, signal),
    };
  },
};

/** An incoming webhook or a bot. */
interface Transport {
  verify(signal: AbortSignal): ReturnType<Publisher['verify']>;
  publish(post: OutgoingPost, signal: AbortSignal): ReturnType<Publisher['publish']>;
  find(post: OutgoingPost, signal: AbortSignal): ReturnType<Publisher['find']>;
}

function hook(clients: AccountClients, baseUrl: string, credentials: Credentials): Transport {
  // Only the path of the URL is used, so that it cannot lead to another server.
  const path = URL.parse(credential(credentials, 'webhookUrl'))?.pathname ?? '';
  if (!/^\/services(\/\w{1,64}){3}$/.test(path))
    throw new PublishError('credentials', 'webhookUrl must be the address of an incoming webhook of Slack.');
  const client = clients({
    ...endpoint(baseUrl),
    credentials,
    faultOf: (_, body) =>
      /^(no_service|no_team|invalid_token|token_revoked)/.test(String(body)) ? 'credentials' : undefined,
  });
  const request = { method: 'POST' as const, path, answer: 'text' as const };
  return {
    async verify(signal) {
      // A working webhook rejects an empty message without posting anything.
      const question = { ...request, operation: 'verify', body: {}, signal };
      await client
        .prepare(question, () => undefined)
        .catch((error: unknown) => {
          if (!(error instanceof PublishError && error.fault === 'refused')) throw error;
        });
      const [, , team = '', channel = ''] = path.split('/');
      return {
        externalId: digest(path),
        handle: `${team}/${channel}`,
        displayName: null,
        avatarUrl: null,
        profileUrl: null,
      };
    },
    async publish({ body }, signal) {
      const message = { ...request, operation: 'publish', body: { text: escaped(body) }, signal };
      await client.publish(message, () => undefined);
      return { id: null, url: null };
    },
    find: async () => 'unknown',
  };
}

function bot(clients: AccountClients, baseUrl: string, credentials: Credentials): Transport {
  const channel = credential(credentials, 'channel');
  const client = clients({
    ...endpoint(baseUrl, credential(credentials, 'botToken')),
    credentials,
  });
  return {
    async verify(signal) {
      const request = { operation: 'verify', method: 'POST' as const, path: '/auth.test', body: {}, signal };
      const { team_id, team, user } = await client.prepare(request, readAs(Identity));
      return {
        externalId: `${team_id}/${channel}`,
        handle: `${user}@${team ?? team_id}/${channel}`,
        displayName: team ?? null,
        avatarUrl: null,
        profileUrl: null,
      };
    },
    async publish({ body, reference }, signal) {
      const metadata = { event_type: EVENT, event_payload: { reference } };
      const message = { channel, text: escaped(body), metadata };
      const request = {
        operation: 'publish',
        method: 'POST' as const,
        path: '/chat.postMessage',
        body: message,
        signal,
      };
      const posted = await client.publish(request, readAs(Posted));
      return { id: posted.ts, url: await linkTo(client, posted, signal) };
    },
    find: (post, signal) => ifAllowed(readBack(client, channel, post, signal)),
  };
}

async function readBack(client: AccountClient, channel: string, post: OutgoingPost, signal: AbortSignal) {
  const request = {
    operation: 'find',
    path: '/conversations.history',
    query: {
      channel,
      oldest: Math.floor(earliestTime(post) / 1_000),
      limit: MAX_READ,
      include_all_metadata: 'true',
    },
    signal,
  };
  const { messages, has_more } = await client.prepare(request, readAs(History));
  const ours = messages.find(
    ({ metadata }) => metadata?.event_type === EVENT && metadata.event_payload.reference === post.reference,
  );
  if (ours) return { id: ours.ts, url: await linkTo(client, { channel, ts: ours.ts }, signal) };
  return has_more ? ('unknown' as const) : null;
}

/** Finds the permalink of a message; null on failure, because the message exists without it. */
async function linkTo(
  client: AccountClient,
  { channel, ts }: { channel: string; ts: string },
  signal: AbortSignal,
): Promise<string | null> {
  const query = { channel, message_ts: ts };
  try {
    const request = { operation: 'link', path: '/chat.getPermalink', query, signal };
    return (await client.prepare(request, readAs(Permalink))).permalink;
  } catch (error) {
    if (error instanceof PublishError) return null;
    throw error;
  }
}

/** Escapes Slack's control characters, so that `<!channel>` in a text notifies nobody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
