import type { Command } from 'commander';
import { keysCommand } from './keys.ts';
import { plansCommand } from './plans.ts';
import { usersCommand } from './users.ts';
import { workspacesCommand } from './workspaces.ts';

/** `workspaces`, `users`, `keys` and `plans`. */
export function identityCommands(): Command[] {
  return [workspacesCommand(), usersCommand(), keysCommand(), plansCommand()];
}
