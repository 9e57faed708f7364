import { invalidInput, TributaryError } from '@tributary/kit';
import { readSince, SINCE_FORM } from '@tributary/kit/events';
import { Command } from 'commander';
import { ask, change, FAILURE, type Session, withSession } from '../session/index.ts';
import { type Flags, json, workspace } from '../terminal/options.ts';
import { print, table } from '../terminal/output.ts';
import { typeName, typesOf } from './event-names.ts';

interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly types: readonly string[] | null;
  readonly disabledReason: string | null;
}

interface Delivery {
  readonly id: string;
  readonly type: string | null;
  readonly status: string;
  readonly createdAt: string;
  readonly attempts: readonly { status: number | null; latencyMs: number; error: string | null }[];
}

const WEBHOOK = 'id url description types isEnabled disabledReason failingSince createdAt';
const DELIVERY = 'id sequence type status createdAt nextAttemptAt attempts { at status latencyMs error }';

/** `webhooks`: the servers that receive a workspace's events. */
export function webhooksCommand(): Command {
  const group = new Command('webhooks').description('manage the servers that receive events');
  const add = (usage: string, description: string) =>
    group.command(usage).description(description).addOption(workspace()).addOption(json());
  add('create <url>', 'create a webhook and print its secret, which cannot be shown again')
    .option('--types <types>', 'comma-separated types of events (default: all)')
    .option('--description <text>', 'description')
    .action(create);
  add('list', 'list the webhooks of a workspace, oldest first').action(list);
  add('rotate <id>', 'replace the secret of a webhook; the former one also signs for some hours')
    .option('--overlap <hours>', 'hours for which the former secret also signs, 0 to 168', '24')
    .action(rotate);
  add('log <id>', 'list the newest deliveries of a webhook')
    .option('--status <status>', 'pending, delivered or failed (default: any)')
    .action(log);
  add('replay <id>', 'send events again')
    .option('--delivery <id>', 'one delivery of the log')
    .option('--from <time>', `events since: ${SINCE_FORM}`)
    .option('--to <time>', 'events before this time (default: now)')
    .action(replay);
  add('test <id>', 'send a test message and print the result').action(test);
  add('delete <id>', 'delete a webhook and its delivery log').action(remove);
  return group;
}

function create(
  url: string,
  { types, description, ...flags }: Flags & { types?: string; description?: string },
): Promise<void> {
  const input = { url, types: typesOf(types), description: description ?? null };
  return withSession(async (session) => {
    const document = `mutation CreateWebhook($input: CreateWebhookInput!) {
      result: createWebhook(input: $input) {
        ... on WebhookCreated { secret webhook { ${WEBHOOK} } } ${FAILURE}
      }
    }`;
    const created = await change<{ secret: string; webhook: Webhook }>(session, flags, document, { input });
    print(flags.json, created, [`Created ${created.webhook.id}.`, `Secret: ${created.secret}`]);
  });
}

function list(flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const { webhooks } = await ask<{ webhooks: Webhook[] }>(
      session,
      flags,
      `query ListWebhooks { webhooks { ${WEBHOOK} } }`,
    );
    const rows = webhooks.map(({ id, url, types, disabledReason }) => [
      id,
      url,
      types?.map(typeName).join(',') ?? 'all',
      disabledReason ? `disabled (${disabledReason.toLowerCase()})` : 'enabled',
    ]);
    print(flags.json, webhooks, table([['ID', 'URL', 'TYPES', 'STATUS'], ...rows]));
  });
}

function rotate(id: string, { overlap, ...flags }: Flags & { overlap: string }): Promise<void> {
  if (!/^\d{1,3}$/.test(overlap)) throw invalidInput('overlap', '--overlap must be from 0 to 168 hours.');
  return withSession(async (session) => {
    const document = `mutation RotateWebhookSecret($id: ID!, $overlapHours: Int!) {
      result: rotateWebhookSecret(id: $id, overlapHours: $overlapHours) {
        ... on WebhookSecretRotated { secret previousValidUntil } ${FAILURE}
      }
    }`;
    const variables = { id, overlapHours: Number(overlap) };
    type Rotated = { secret: string; previousValidUntil: string };
    const rotated = await change<Rotated>(session, flags, document, variables);
    print(flags.json, rotated, [
      `Secret: ${rotated.secret}`,
      `The former secret also signs until ${rotated.previousValidUntil}.`,
    ]);
  });
}

function log(id: string, { status, ...flags }: Flags & { status?: string }): Promise<void> {
  if (status && !['pending', 'delivered', 'failed'].includes(status))
    throw invalidInput('status', '--status must be pending, delivered or failed.');
  return withSession(async (session) => {
    const document = `query WebhookLog($id: ID!, $status: WebhookDeliveryStatus) {
      node(id: $id) { ... on Webhook { deliveries(first: 100, status: $status) { ${DELIVERY} } } }
    }`;
    const variables = { id, status: status?.toUpperCase() ?? null };
    const { node } = await ask<{ node: { deliveries?: Delivery[] } | null }>(
      session,
      flags,
      document,
      variables,
    );
    if (!node?.deliveries) throw new TributaryError('NOT_FOUND', 'The webhook was not found.');
    const header = ['ID', 'CREATED', 'TYPE', 'STATUS', 'ATTEMPTS', 'LAST RESULT'];
    print(flags.json, node.deliveries, table([header, ...node.deliveries.map(cellsOf)]));
  });
}

function replay(
  id: string,
  { delivery, from, to, ...flags }: Flags & { delivery?: string; from?: string; to?: string },
): Promise<void> {
  if ((delivery === undefined) === (from === undefined))
    throw invalidInput('delivery', 'Give either --delivery or --from.');
  return withSession((session) =>
    delivery ? replayOne(session, flags, delivery) : replayRange(session, flags, { id, from: from!, to }),
  );
}

async function replayOne(session: Session, flags: Flags, id: string): Promise<void> {
  const document = `mutation ReplayWebhookDelivery($id: ID!) {
    result: replayWebhookDelivery(id: $id) {
      ... on WebhookDeliveryReplayed { delivery { ${DELIVERY} } } ${FAILURE}
    }
  }`;
  const { delivery } = await change<{ delivery: Delivery }>(session, flags, document, { id });
  print(flags.json, delivery, [`Queued ${delivery.id}.`]);
}

async function replayRange(
  session: Session,
  flags: Flags,
  { id, from, to }: { id: string; from: string; to: string | undefined },
): Promise<void> {
  const now = new Date(session.clock());
  const timeOf = (option: string, text: string) => {
    const time = readSince(text, now);
    if (!time) throw invalidInput(option, `--${option} must be ${SINCE_FORM}.`);
    return time.toISOString();
  };
  const document = `mutation ReplayWebhookEvents($id: ID!, $from: DateTime!, $to: DateTime!) {
    result: replayWebhookEvents(id: $id, from: $from, to: $to) {
      ... on WebhookEventsReplayed { count } ${FAILURE}
    }
  }`;
  const range = { from: timeOf('from', from), to: to ? timeOf('to', to) : now.toISOString() };
  const { count } = await change<{ count: number }>(session, flags, document, { id, ...range });
  print(flags.json, { count }, [`Queued ${count} events.`]);
}

function test(id: string, flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const document = `mutation TestWebhook($id: ID!) {
      result: testWebhook(id: $id) {
        ... on WebhookTested { delivery { ${DELIVERY} } } ${FAILURE}
      }
    }`;
    const { delivery } = await change<{ delivery: Delivery }>(session, flags, document, { id });
    print(flags.json, delivery, [resultOf(delivery)]);
  });
}

function remove(id: string, flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const document = `mutation DeleteWebhook($id: ID!) {
      result: deleteWebhook(id: $id) { ... on WebhookDeleted { id } ${FAILURE} }
    }`;
    const deleted = await change<{ id: string }>(session, flags, document, { id });
    print(flags.json, deleted, [`Deleted ${deleted.id}.`]);
  });
}

function cellsOf(delivery: Delivery): string[] {
  const { id, createdAt, type, status, attempts } = delivery;
  return [
    id,
    createdAt,
    type ? typeName(type) : 'test',
    status.toLowerCase(),
    String(attempts.length),
    resultOf(delivery),
  ];
}

/** Describes the last attempt of a delivery. */
function resultOf({ attempts }: Delivery): string {
  const last = attempts.at(-1);
  return last ? (last.error ?? `${last.status} after ${last.latencyMs} ms`) : '';
}
