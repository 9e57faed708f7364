import { invalidInput } from '@tributary/kit';
import { type CredentialNames, platformOf } from '@tributary/platforms';
import { Command } from 'commander';
import { ask, change, FAILURE, withSession } from '../session/index.ts';
import { credentialsFile, readCredentials } from '../terminal/credentials.ts';
import { type Flags, json, workspace } from '../terminal/options.ts';
import { print, table } from '../terminal/output.ts';

interface Destination {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly account: string;
  readonly disabledReason: string | null;
  readonly lastError: string | null;
}

const DESTINATION = 'id kind name account disabledReason lastError';
/** Kinds of destinations, with the names of their credentials. */
const KINDS: Readonly<Record<string, CredentialNames>> = {
  slack: platformOf('slack').publish!.credentials,
  discord: platformOf('discord').publish!.credentials,
  telegram: platformOf('telegram').publish!.credentials,
  email: { required: ['to'], optional: [] },
};

/** `destinations`: where alerts are sent. */
export function destinationsCommand(): Command {
  const group = new Command('destinations').description('manage where alerts are sent');
  const add = (usage: string, description: string) =>
    group.command(usage).description(description).addOption(workspace()).addOption(json());
  add(
    'create <kind>',
    'create a destination, whose credentials are prompted for or read as JSON from standard input',
  )
    .requiredOption('--name <name>', 'name of the destination')
    .addOption(credentialsFile())
    .action(create);
  add('list', 'list the destinations of a workspace, oldest first').action(list);
  add('test <id>', 'send a test message and print the result').action(test);
  add('delete <id>', 'delete a destination that no alert uses').action(remove);
  return group;
}

async function create(
  kind: string,
  { name, credentialsFile, ...flags }: Flags & { name: string; credentialsFile?: string },
): Promise<void> {
  const names = KINDS[kind];
  if (!names) throw invalidInput('kind', `The kind must be ${Object.keys(KINDS).join(', ')}; got "${kind}".`);
  const credentials = await readCredentials(names, credentialsFile);
  await withSession(async (session) => {
    const document = `mutation CreateDestination($input: CreateDestinationInput!) {
      result: createDestination(input: $input) {
        ... on DestinationCreated { destination { ${DESTINATION} } } ${FAILURE}
      }
    }`;
    const input = { name, kind: kind.toUpperCase(), credentials };
    const { destination } = await change<{ destination: Destination }>(session, flags, document, { input });
    print(flags.json, destination, [`Created ${destination.id}: ${destination.account}.`]);
  });
}

function list(flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const document = `query ListDestinations { destinations { ${DESTINATION} } }`;
    const { destinations } = await ask<{ destinations: Destination[] }>(session, flags, document);
    const rows = destinations.map(({ id, kind, name, account, disabledReason, lastError }) => [
      id,
      kind.toLowerCase(),
      name,
      account,
      disabledReason ? `disabled (${disabledReason.toLowerCase()})` : (lastError ?? 'ok'),
    ]);
    print(flags.json, destinations, table([['ID', 'KIND', 'NAME', 'ACCOUNT', 'STATUS'], ...rows]));
  });
}

function test(id: string, flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const document = `mutation TestDestination($id: ID!) {
      result: testDestination(id: $id) {
        ... on DestinationTested { destination { ${DESTINATION} } } ${FAILURE}
      }
    }`;
    const { destination } = await change<{ destination: Destination }>(session, flags, document, { id });
    print(flags.json, destination, [destination.lastError ?? `Sent to ${destination.account}.`]);
  });
}

function remove(id: string, flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const document = `mutation DeleteDestination($id: ID!) {
      result: deleteDestination(id: $id) { ... on DestinationDeleted { id } ${FAILURE} }
    }`;
    const deleted = await change<{ id: string }>(session, flags, document, { id });
    print(flags.json, deleted, [`Deleted ${deleted.id}.`]);
  });
}
