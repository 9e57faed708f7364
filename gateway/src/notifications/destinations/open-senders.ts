import type { SettingValues } from '@tributary/kit';
import type { Config } from '@tributary/kit/host';
import type { UpstreamMetrics } from '@tributary/kit/http-client';
import { openPublishers, type Publisher, platformOf, platformSettings } from '@tributary/platforms';
import type { DestinationKind } from '../data/tables.ts';
import type { notificationSettings } from '../settings.ts';
import { emailSender } from './email-sender.ts';
import type { Sender } from './sender.ts';

/** How destinations of each kind are reached; a kind that is not configured is absent. */
export type Senders = ReadonlyMap<DestinationKind, Sender>;

/** Timeout of one message, in milliseconds. */
const TIMEOUT = 10_000;

/** Kinds of destinations that are platforms. */
const PLATFORMS = ['slack', 'discord', 'telegram'] as const;

interface SenderOptions {
  readonly config: Config;
  readonly settings: SettingValues<typeof notificationSettings>;
  readonly metrics: UpstreamMetrics;
  readonly clock: () => number;
}

/** Opens the senders of all kinds of destinations. */
export function openSenders({ config, settings, metrics, clock }: SenderOptions): Senders {
  const publishers = openPublishers(config.read(platformSettings), {
    metrics,
    timeout: TIMEOUT,
    clock,
  });
  const senders = new Map<DestinationKind, Sender>();
  for (const slug of PLATFORMS) senders.set(slug, platformSender(slug, publishers.get(slug)!, clock));
  const email = emailSender(settings);
  if (email) senders.set('email', email);
  return senders;
}

function platformSender(slug: (typeof PLATFORMS)[number], publisher: Publisher, clock: () => number): Sender {
  const { limits } = publisher;
  return {
    credentials: platformOf(slug).publish!.credentials,
    longest: limits.length,
    lengthOf: (text) => limits.count(text),
    verify: async (credentials, signal, workspaceId) =>
      (await publisher.verify(credentials, signal, workspaceId)).handle,
    async send({ title, text, reference }, credentials, signal) {
      const body = `${title}\n\n${text}`;
      const post = { body, thread: [], media: [], reference, startedAt: new Date(clock()) };
      await publisher.publish(post, credentials, signal);
    },
  };
}
