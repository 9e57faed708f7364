import { randomUUID } from 'node:crypto';
import { notFound, TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { PublishError } from '@tributary/platforms';
import { type Destination, findSealedCredentials, updateDestination } from '../data/destinations.ts';
import type { Tables } from '../data/tables.ts';
import type { NotificationParts } from '../notification-parts.ts';
import { requireDestination } from './change-destinations.ts';
import { destinationSecrets } from './destination-secrets.ts';

/** Sends a test message, enabled or not, and stores whether it was sent. A test is not retried. */
export async function testDestination(
  { senders, secrets }: NotificationParts,
  scope: Scope<Tables>,
  id: string,
  signal: AbortSignal,
): Promise<Destination> {
  const { name, kind } = await requireDestination(scope, id);
  const stored = await findSealedCredentials(scope, id);
  const credentials = await destinationSecrets.open(secrets, scope.workspaceId, stored);
  const sender = senders.get(kind);
  if (!credentials) throw notFound('The destination');
  if (!sender) throw new TributaryError('CONFLICT', 'This installation cannot send email any more.');
  const message = {
    title: `Test of ${name}`,
    text: 'Alerts of Tributary will arrive here.',
    reference: randomUUID(),
  };
  const lastError = await sender.send(message, credentials, signal).then(
    () => null,
    (error: unknown) => {
      if (error instanceof PublishError) return error.message;
      throw error;
    },
  );
  const tested = await updateDestination(scope, id, { lastError });
  if (!tested) throw notFound('The destination');
  return tested;
}
