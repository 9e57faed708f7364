import { randomUUID } from 'node:crypto';
import { notFound, TributaryError } from '@tributary/kit';
import { findLastSequence } from '@tributary/kit/events';
import { inTransaction, isUuid, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import { deleteQueued } from '../data/queue.ts';
import type { Tables } from '../data/tables.ts';
import {
  countWebhooks,
  deleteWebhook,
  findSealedSecrets,
  findWebhook,
  insertWebhook,
  updateWebhook,
  type Webhook,
} from '../data/webhooks.ts';
import { stopDeliveries } from './deliver-webhooks.ts';
import { generateSecret, sealSecret } from './signing-secrets.ts';
import { checkInput, type RequestedInput } from './webhook-input.ts';
import type { WebhookParts } from './webhook-parts.ts';

/** Maximum number of webhooks per workspace. */
const MOST_WEBHOOKS = 20;
const HOUR = 3_600_000;

/** A webhook and its signing secret, which is returned once. */
export interface WithSecret {
  readonly webhook: Webhook;
  readonly secret: string;
}

/** Creates a webhook, which receives what happens from now on. */
export async function createWebhook(
  { secrets, clock, send }: WebhookParts,
  scope: Scope<Tables>,
  input: RequestedInput & { readonly url: string },
): Promise<WithSecret> {
  const checked = await checkInput(input, send.allowPrivate);
  const secret = generateSecret();
  const sealed = await sealSecret(secrets, scope.workspaceId, secret);
  const webhook = await inTransaction(scope, async (inside) => {
    await lockInTransaction(inside.db, `webhooks of ${scope.workspaceId}`);
    if ((await countWebhooks(inside)) >= MOST_WEBHOOKS)
      throw new TributaryError('CONFLICT', `A workspace can have at most ${MOST_WEBHOOKS} webhooks.`);
    return insertWebhook(inside, {
      id: randomUUID(),
      url: checked.url!,
      description: checked.description ?? '',
      types: checked.types ?? null,
      secret: sealed,
      afterSequence: await findLastSequence(inside.db),
      createdAt: new Date(clock()),
    });
  });
  return { webhook, secret };
}

/** Changes the given properties of a webhook; enabling it forgets its failures. */
export async function changeWebhook(
  { send }: WebhookParts,
  scope: Scope<Tables>,
  id: string,
  { isEnabled, ...input }: RequestedInput & { readonly isEnabled?: boolean | null },
): Promise<Webhook> {
  const checked = await checkInput(input, send.allowPrivate);
  return inTransaction(scope, async (inside) => {
    const webhook = await requireWebhook(inside, id);
    if (isEnabled === false && !webhook.disabledReason) await stopDeliveries(inside, id, 'by_user');
    const enabling = isEnabled === true ? { disabledReason: null, failingSince: null } : {};
    return (await updateWebhook(inside, id, { ...checked, ...enabling }))!;
  });
}

/**
 * Replaces the signing secret. Messages are signed with both secrets for some hours, so that the
 * receiver can be changed without losing any.
 */
export async function rotateSecret(
  { secrets, clock }: WebhookParts,
  scope: Scope<Tables>,
  id: string,
  overlapHours: number,
): Promise<WithSecret & { readonly previousUntil: Date }> {
  const secret = generateSecret();
  const sealed = await sealSecret(secrets, scope.workspaceId, secret);
  const previousUntil = new Date(clock() + overlapHours * HOUR);
  return inTransaction(scope, async (inside) => {
    await requireWebhook(inside, id);
    const { secret: previousSecret } = (await findSealedSecrets(inside, id))!;
    const changes = { secret: sealed, previousSecret, previousUntil };
    return { webhook: (await updateWebhook(inside, id, changes))!, secret, previousUntil };
  });
}

/** Deletes a webhook and its delivery log. */
export async function removeWebhook(scope: Scope<Tables>, id: string): Promise<void> {
  if (!isUuid(id)) throw notFound('The webhook');
  await inTransaction(scope, async (inside) => {
    if (!(await deleteWebhook(inside, id))) throw notFound('The webhook');
    await deleteQueued(inside, 'delivery', id);
  });
}

/** Finds a webhook; throws NOT_FOUND if the workspace has none with this id. */
export async function requireWebhook(scope: Scope<Tables>, id: string): Promise<Webhook> {
  const webhook = isUuid(id) ? await findWebhook(scope, id) : undefined;
  if (!webhook) throw notFound('The webhook');
  return webhook;
}
