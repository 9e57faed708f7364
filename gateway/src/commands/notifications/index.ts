import type { Command } from 'commander';
import { alertsCommand } from './alerts.ts';
import { destinationsCommand } from './destinations.ts';
import { eventsCommand } from './events.ts';
import { webhooksCommand } from './webhooks.ts';

/** `webhooks`, `destinations`, `alerts` and `events`. */
export function notificationCommands(): Command[] {
  return [webhooksCommand(), destinationsCommand(), alertsCommand(), eventsCommand()];
}
