import { randomUUID } from 'node:crypto';
import type { UpstreamFault } from '@tributary/kit/http-client';
import { Type } from 'typebox';
import { CREDENTIALS } from './credentials.ts';
import { ifAllowed, type Platformed } from './faults.ts';
import { unfit } from './fit.ts';
import { codePointLength } from './lengths.ts';
import { digest, type Lines, need } from './lines.ts';
import { type Credentials, type OutgoingPost, PublishError, type Publisher } from './publisher.ts';
import { maybe, shaped } from './shape.ts';

/** Where Slack cuts a text. */
const LONGEST_TEXT = 40_000;
/** Messages that are read back at most. */
const MOST_READ = 100;
/** Under which a message of ours carries its reference, for reading back. */
const EVENT = 'tributary_post';

const Answer = Type.Object({ ok: Type.Boolean(), error: maybe(Type.String()) });
const Posted = Type.Object({ ok: Type.Literal(true), channel: Type.String(), ts: Type.String() });
const Who = Type.Object({ team_id: Type.String(), team: maybe(Type.String()), user: Type.String() });
const Link = Type.Object({ permalink: Type.String() });
const History = Type.Object({
  messages: Type.Array(
    Type.Object({
      ts: Type.String(),
      metadata: maybe(
        Type.Object({
          event_type: Type.String(),
          event_payload: Type.Object({ reference: maybe(Type.String()) }),
        }),
      ),
    }),
  ),
  has_more: maybe(Type.Boolean()),
});

/** Where Slack is, for bots and for incoming webhooks. */
export interface SlackAddresses {
  readonly bots: string;
  readonly hooks: string;
}

/**
 * Messages in Slack, by an incoming webhook, which tells no id and cannot read back, or by a bot, whose messages carry
 * our reference as metadata.
 */
export function slack(lines: Lines, addresses: SlackAddresses): Publisher {
  const limits = { length: LONGEST_TEXT, media: 0, count: codePointLength };
  const wayOf = (credentials: Credentials) =>
    credentials['webhookUrl']
      ? hook(lines, addresses.hooks, credentials)
      : bot(lines, addresses.bots, credentials);
  return {
    platform: 'slack',
    credentials: CREDENTIALS.slack,
    limits,
    check: (post) => unfit({ platform: 'Slack', limits }, post),
    reserve: () => randomUUID(),
    verify: (credentials, signal) => wayOf(credentials).verify(signal),
    publish: (post, credentials, signal) => wayOf(credentials).publish(post, signal),
    find: (post, credentials, signal) => wayOf(credentials).find(post, signal),
  };
}

/** One of the two ways into Slack. */
interface Way {
  verify(signal: AbortSignal): ReturnType<Publisher['verify']>;
  publish(post: OutgoingPost, signal: AbortSignal): ReturnType<Publisher['publish']>;
  find(post: OutgoingPost, signal: AbortSignal): ReturnType<Publisher['find']>;
}

function hook(lines: Lines, baseUrl: string, credentials: Credentials): Way {
  // Only the path is taken from the address: it cannot lead anywhere else.
  const path = URL.parse(need(credentials, 'webhookUrl'))?.pathname ?? '';
  if (!/^\/services(\/\w{1,64}){3}$/.test(path))
    throw new PublishError('credentials', 'webhookUrl must be the address of an incoming webhook of Slack.');
  const line = lines({
    platform: 'slack',
    baseUrl,
    credentials,
    meaning: (_, body) =>
      /^(no_service|no_team|invalid_token|token_revoked)/.test(String(body)) ? 'credentials' : undefined,
  });
  const request = { method: 'POST' as const, path, answer: 'text' as const };
  return {
    async verify(signal) {
      // A message of nothing is refused by a webhook that works, and shows to nobody.
      const question = { ...request, operation: 'verify', body: {}, signal };
      await line
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
      await line.publish(message, () => undefined);
      return { id: null, url: null };
    },
    find: async () => 'unknown',
  };
}

function bot(lines: Lines, baseUrl: string, credentials: Credentials): Way {
  const channel = need(credentials, 'channel');
  const line = lines({
    platform: 'slack',
    baseUrl,
    credentials,
    headers: { authorization: `Bearer ${need(credentials, 'botToken')}` },
    classify,
  });
  return {
    async verify(signal) {
      const request = { operation: 'verify', method: 'POST' as const, path: '/auth.test', body: {}, signal };
      const { team_id, team, user } = await line.prepare(request, shaped(Who));
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
      const posted = await line.publish(request, shaped(Posted));
      return { id: posted.ts, url: await linkTo(line, posted, signal) };
    },
    find: (post, signal) => ifAllowed(readBack(line, channel, post, signal)),
  };
}

async function readBack(line: Platformed, channel: string, post: OutgoingPost, signal: AbortSignal) {
  const request = {
    operation: 'find',
    path: '/conversations.history',
    query: {
      channel,
      oldest: Math.floor(post.startedAt.getTime() / 1_000) - 60,
      limit: MOST_READ,
      include_all_metadata: 'true',
    },
    signal,
  };
  const { messages, has_more } = await line.prepare(request, shaped(History));
  const ours = messages.find(
    ({ metadata }) => metadata?.event_type === EVENT && metadata.event_payload.reference === post.reference,
  );
  if (ours) return { id: ours.ts, url: await linkTo(line, { channel, ts: ours.ts }, signal) };
  return has_more ? ('unknown' as const) : null;
}

/** An address is a kindness: the message stands there without it. */
async function linkTo(
  line: Platformed,
  { channel, ts }: { channel: string; ts: string },
  signal: AbortSignal,
): Promise<string | null> {
  const query = { channel, message_ts: ts };
  try {
    const request = { operation: 'link', path: '/chat.getPermalink', query, signal };
    return (await line.prepare(request, shaped(Link))).permalink;
  } catch (error) {
    if (error instanceof PublishError) return null;
    throw error;
  }
}

/** Slack says with 200 that something went wrong. */
function classify(_: number, body: unknown): UpstreamFault | undefined {
  try {
    const { ok, error } = shaped(Answer)(body);
    if (ok) return undefined;
    if (/^(invalid_auth|not_authed|account_inactive|token_(revoked|expired))$/.test(error ?? ''))
      return 'credentials';
    if (/^rate_?limited$/.test(error ?? '')) return 'limited';
    return /^(internal|fatal)_error$/.test(error ?? '') ? 'failed' : 'refused';
  } catch {
    // Not Slack's own words: the status says it.
    return undefined;
  }
}

/** Text without Slack's own signs: `<!channel>` in it calls nobody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
