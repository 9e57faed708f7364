/** Status of a post. */
export type PostStatus =
  | 'draft'
  | 'scheduled'
  | 'publishing'
  | 'published'
  | 'partially_published'
  | 'failed';

/** Status of a post at one account. */
export type TargetStatus = 'draft' | 'scheduled' | 'publishing' | 'published' | 'failed' | 'unconfirmed';

/** Why publishing a post to an account failed. */
export const ERROR_CODES = ['refused', 'unavailable', 'credentials', 'unconfirmed'] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Actions on a post, as recorded in its audit. */
export const AUDIT_ACTIONS = [
  'create',
  'update',
  'schedule',
  'unschedule',
  'publish',
  'retry',
  'delete',
  'start',
  'deliver',
  'fail',
  'wait',
  'doubt',
  'settle',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Progress of an attempt: not leased, leased but not sent, or possibly sent. */
export type Phase = 'waiting' | 'claimed' | 'sending';

/** Transitions that a user can request. */
export type Transition = 'update' | 'delete' | 'schedule' | 'unschedule' | 'publish' | 'retry';

const ALLOWED: Readonly<Record<Transition, readonly PostStatus[]>> = {
  update: ['draft', 'scheduled', 'failed'],
  delete: ['draft', 'scheduled', 'published', 'partially_published', 'failed'],
  schedule: ['draft', 'scheduled', 'partially_published', 'failed'],
  unschedule: ['scheduled'],
  publish: ['draft', 'scheduled', 'partially_published', 'failed'],
  retry: ['partially_published', 'failed'],
};

/** Returns why a transition is not allowed, in plain words; null if it is. */
export function refusalOf(transition: Transition, status: PostStatus): string | null {
  if (ALLOWED[transition].includes(status)) return null;
  return `A post that is ${wordsOf(status)} cannot be ${PAST[transition]}.`;
}

const PAST: Readonly<Record<Transition, string>> = {
  update: 'changed',
  delete: 'deleted',
  schedule: 'scheduled',
  unschedule: 'made a draft',
  publish: 'published',
  retry: 'retried',
};

function wordsOf(status: PostStatus): string {
  if (status === 'publishing') return 'being published';
  return status === 'draft' ? 'a draft' : status.replace('_', ' ');
}

/** Derives the status of a post from those of its targets. */
export function statusOf(targets: readonly TargetStatus[]): PostStatus {
  const has = (...statuses: TargetStatus[]) => targets.some((status) => statuses.includes(status));
  if (has('publishing', 'unconfirmed')) return 'publishing';
  if (has('scheduled')) return has('published', 'failed') ? 'publishing' : 'scheduled';
  if (has('published')) return has('failed') ? 'partially_published' : 'published';
  return has('failed') ? 'failed' : 'draft';
}

/**
 * Returns what a worker does with a due target. If the last lease expired before the request could
 * have been sent, it is sent again; if it expired later, the platform is queried first.
 */
export function deliveryActionOf(target: {
  status: TargetStatus;
  phase: Phase | null;
}): 'send' | 'find' | 'nothing' {
  switch (target.status) {
    case 'scheduled':
      return 'send';
    case 'publishing':
      return target.phase === 'sending' ? 'find' : 'send';
    case 'unconfirmed':
      return 'find';
    default:
      return 'nothing';
  }
}
