import type { IconName } from '../ui/icons.tsx';

/** A page that the rail and the command palette list. */
export interface Destination {
  readonly path:
    | '/today'
    | '/inbox'
    | '/trackers'
    | '/share-of-voice'
    | '/mentions'
    | '/creators'
    | '/publishing'
    | '/x-accounts'
    | '/developers'
    | '/settings';
  readonly name: string;
  readonly icon: IconName;
  /** Whether it has a place in the bar of a phone; the search reaches the others. */
  readonly isOnPhones?: boolean;
  /** Whether it is at the bottom of the rail. */
  readonly isLow?: boolean;
}

export const DESTINATIONS: readonly Destination[] = [
  { path: '/today', name: 'Today', icon: 'today', isOnPhones: true },
  { path: '/inbox', name: 'Inbox', icon: 'inbox', isOnPhones: true },
  { path: '/trackers', name: 'Trackers', icon: 'tracker', isOnPhones: true },
  { path: '/share-of-voice', name: 'Share of voice', icon: 'share' },
  { path: '/mentions', name: 'Mentions', icon: 'mention', isOnPhones: true },
  { path: '/creators', name: 'Creators', icon: 'creator' },
  { path: '/publishing', name: 'Publishing', icon: 'calendar' },
  { path: '/x-accounts', name: 'X accounts', icon: 'account' },
  { path: '/developers', name: 'Developers', icon: 'code', isLow: true },
  { path: '/settings', name: 'Settings', icon: 'settings', isLow: true },
];
