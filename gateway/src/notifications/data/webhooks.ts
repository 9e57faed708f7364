import type { EventType } from '@tributary/kit/events';
import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import { isBehind, type Page } from './pages.ts';
import type { DisabledReason, Tables } from './tables.ts';

/** A webhook without its secrets. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly types: EventType[] | null;
  readonly disabledReason: DisabledReason | null;
  readonly failingSince: Date | null;
  readonly createdAt: Date;
}

/** Encrypted secrets of a webhook. */
export interface SealedSecrets {
  readonly secret: string;
  readonly previousSecret: string | null;
  readonly previousUntil: Date | null;
}

const COLUMNS = [
  'id',
  'url',
  'description',
  'types',
  'disabled_reason as disabledReason',
  'failing_since as failingSince',
  'created_at as createdAt',
] as const;

/** Lists the workspace's webhooks, oldest first. */
export function listWebhooks(scope: Scope<Tables>, page: Page): Promise<Webhook[]> {
  return webhooks(scope)
    .where(isBehind(scope, 'webhooks', page))
    .select(COLUMNS)
    .orderBy('created_at')
    .orderBy('id')
    .limit(page.limit)
    .execute();
}

/** Finds a webhook; undefined if the workspace has none with this id. */
export function findWebhook(scope: Scope<Tables>, id: string): Promise<Webhook | undefined> {
  return webhooks(scope).where('id', '=', id).select(COLUMNS).executeTakeFirst();
}

/** Finds a webhook and locks it until the transaction ends. */
export function lockWebhook(scope: Scope<Tables>, id: string): Promise<Webhook | undefined> {
  return webhooks(scope).where('id', '=', id).select(COLUMNS).forNoKeyUpdate().executeTakeFirst();
}

/** Locks webhooks of several workspaces until the transaction ends. */
export async function lockWebhooks(
  db: Kysely<Tables>,
  webhooks: readonly { readonly workspaceId: string; readonly webhookId: string }[],
): Promise<void> {
  const workspaceIds = [...new Set(webhooks.map(({ workspaceId }) => workspaceId))];
  const ids = [...new Set(webhooks.map(({ webhookId }) => webhookId))];
  await acrossWorkspaces(db, 'notifications')
    .selectFrom('webhooks')
    .where('workspace_id', '=', sql<string>`any(${workspaceIds}::uuid[])`)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .select('id')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

/** Finds the encrypted secrets of a webhook. */
export function findSealedSecrets(scope: Scope<Tables>, id: string): Promise<SealedSecrets | undefined> {
  return webhooks(scope)
    .where('id', '=', id)
    .select(['secret', 'previous_secret as previousSecret', 'previous_until as previousUntil'])
    .executeTakeFirst();
}

/** Counts the webhooks of the workspace. */
export async function countWebhooks(scope: Scope<Tables>): Promise<number> {
  const { count } = await webhooks(scope).select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
  return count;
}

/** A webhook to insert. */
export type NewWebhook = Pick<Webhook, 'id' | 'url' | 'description' | 'types' | 'createdAt'> & {
  readonly secret: string;
  readonly afterSequence: number;
};

export function insertWebhook(scope: Scope<Tables>, webhook: NewWebhook): Promise<Webhook> {
  return scope.db
    .insertInto('webhooks')
    .values({
      workspace_id: scope.workspaceId,
      id: webhook.id,
      url: webhook.url,
      description: webhook.description,
      types: webhook.types,
      secret: webhook.secret,
      after_sequence: webhook.afterSequence,
      created_at: webhook.createdAt,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/** Changes to a webhook; undefined members stay as they are. */
export type WebhookChanges = Partial<
  Pick<Webhook, 'url' | 'description' | 'types' | 'disabledReason' | 'failingSince'> & SealedSecrets
>;

/** Updates a webhook; undefined if the workspace has none with this id. */
export function updateWebhook(
  scope: Scope<Tables>,
  id: string,
  changes: WebhookChanges,
): Promise<Webhook | undefined> {
  return scope.db
    .updateTable('webhooks')
    .set({
      // Without any change, the statement must still be one.
      id,
      url: changes.url,
      description: changes.description,
      types: changes.types,
      secret: changes.secret,
      previous_secret: changes.previousSecret,
      previous_until: changes.previousUntil,
      disabled_reason: changes.disabledReason,
      failing_since: changes.failingSince,
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirst();
}

/** Deletes a webhook with its deliveries; false if the workspace has none with this id. */
export async function deleteWebhook(scope: Scope<Tables>, id: string): Promise<boolean> {
  const { numDeletedRows } = await scope.db
    .deleteFrom('webhooks')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** A webhook that may receive an event. */
export interface Receiver {
  readonly workspaceId: string;
  readonly id: string;
  readonly types: EventType[] | null;
  readonly afterSequence: number;
}

/** Lists the enabled webhooks of some workspaces. */
export function listReceivers(db: Kysely<Tables>, workspaceIds: readonly string[]): Promise<Receiver[]> {
  return acrossWorkspaces(db, 'notifications')
    .selectFrom('webhooks')
    .where('workspace_id', '=', sql<string>`any(${workspaceIds}::uuid[])`)
    .where('disabled_reason', 'is', null)
    .select(['workspace_id as workspaceId', 'id', 'types', 'after_sequence as afterSequence'])
    .execute();
}

/** Lists the keys of all webhooks, for the retention of their deliveries. */
export function listAllWebhooks(db: Kysely<Tables>): Promise<{ workspaceId: string; id: string }[]> {
  return acrossWorkspaces(db, 'notifications')
    .selectFrom('webhooks')
    .select(['workspace_id as workspaceId', 'id'])
    .execute();
}

function webhooks({ db, workspaceId }: Scope<Tables>) {
  return db.selectFrom('webhooks').where('workspace_id', '=', workspaceId);
}
