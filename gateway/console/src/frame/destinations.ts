import type { IconName } from '../ui/icons.tsx';

/** A page that the rail and the command palette list. */
export interface Destination {
  readonly path: '/inbox' | '/trackers' | '/settings';
  readonly name: string;
  readonly icon: IconName;
}

export const DESTINATIONS: readonly Destination[] = [
  { path: '/inbox', name: 'Inbox', icon: 'inbox' },
  { path: '/trackers', name: 'Trackers', icon: 'tracker' },
  { path: '/settings', name: 'Settings', icon: 'settings' },
];
