import type { Command } from 'commander';
import { composeCommand } from './compose.ts';
import { routeCommand } from './route.ts';

/** The commands for supergraphs of others. */
export function routerCommands(): Command[] {
  return [routeCommand(), composeCommand()];
}
