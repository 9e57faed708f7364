import { Command } from 'commander';
import { withSession } from './session/index.ts';
import { json } from './terminal/options.ts';
import { print } from './terminal/output.ts';

/** `secrets`: the key that encrypts credentials and signing keys at rest. */
export function secretsCommand(): Command {
  const group = new Command('secrets').description('manage the key that encrypts credentials at rest');
  group
    .command('rotate')
    .description(
      'encrypt every secret again under a new key: one generated in the data directory, or SECRETS_KEY with the old key in SECRETS_KEY_PREVIOUS',
    )
    .addOption(json())
    .action((options: { json?: boolean }) =>
      withSession(async ({ rotateSecrets }) => {
        const { key, isNew, total, resealed } = await rotateSecrets();
        print(options.json, { key, isNew, total, resealed }, [
          `Encrypted ${resealed} of ${total} secrets again; all are now under the ${isNew ? 'new ' : ''}key ${key}.`,
        ]);
      }),
    );
  return group;
}
