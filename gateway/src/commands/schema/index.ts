import { Command } from 'commander';
import { checkCommand } from './check.ts';

/** `schema`: the schema that clients see. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('check changes of the schema against what clients use')
    .addCommand(checkCommand());
}
