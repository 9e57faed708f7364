/** Where a post stands. */
export type PostStatus =
  | 'draft'
  | 'scheduled'
  | 'publishing'
  | 'published'
  | 'partially_published'
  | 'failed';

/** Where a post stands at one account. */
export type TargetStatus = 'draft' | 'scheduled' | 'publishing' | 'published' | 'failed' | 'unconfirmed';

/** Why publishing a post to an account failed. */
export const ERROR_CODES = ['refused', 'unavailable', 'credentials', 'unconfirmed'] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What can be done to a post, as the audit names it. */
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

/** How far a sending has come: nobody has it, a worker has it and has sent nothing, its request may have left. */
export type Phase = 'waiting' | 'claimed' | 'sending';

/** What is asked of a post. */
export type Move = 'update' | 'delete' | 'schedule' | 'unschedule' | 'publish' | 'retry';

const ALLOWED: Readonly<Record<Move, readonly PostStatus[]>> = {
  update: ['draft', 'scheduled', 'failed'],
  delete: ['draft', 'scheduled', 'published', 'partially_published', 'failed'],
  schedule: ['draft', 'scheduled', 'partially_published', 'failed'],
  unschedule: ['scheduled'],
  publish: ['draft', 'scheduled', 'partially_published', 'failed'],
  retry: ['partially_published', 'failed'],
};

/** Why a move is not allowed, in words for a person; null when it is. */
export function refusalOf(move: Move, status: PostStatus): string | null {
  if (ALLOWED[move].includes(status)) return null;
  return `A post that is ${wordsOf(status)} cannot be ${PAST[move]}.`;
}

const PAST: Readonly<Record<Move, string>> = {
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

/** Where a post stands by how it stands at its accounts. */
export function statusOf(targets: readonly TargetStatus[]): PostStatus {
  const has = (...statuses: TargetStatus[]) => targets.some((status) => statuses.includes(status));
  if (has('publishing', 'unconfirmed')) return 'publishing';
  if (has('scheduled')) return has('published', 'failed') ? 'publishing' : 'scheduled';
  if (has('published')) return has('failed') ? 'partially_published' : 'published';
  return has('failed') ? 'failed' : 'draft';
}

/**
 * What a worker does with a target that is due. A lease that ran out before the request could have left is sent again;
 * one that ran out after that is in doubt, and the platform is asked first.
 */
export function dutyOf(target: { status: TargetStatus; phase: Phase | null }): 'send' | 'find' | 'nothing' {
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
