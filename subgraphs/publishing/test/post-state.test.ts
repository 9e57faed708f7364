import { describe, expect, test } from '@jest/globals';
import {
  deliveryActionOf,
  type PostStatus,
  refusalOf,
  statusOf,
  type Transition,
} from '../src/post-state.ts';

const STATUSES: readonly PostStatus[] = [
  'draft',
  'scheduled',
  'publishing',
  'published',
  'partially_published',
  'failed',
];

describe('permitted transitions of a post', () => {
  test.each<[Transition, PostStatus[]]>([
    ['update', ['draft', 'scheduled', 'failed']],
    ['delete', ['draft', 'scheduled', 'published', 'partially_published', 'failed']],
    ['schedule', ['draft', 'scheduled', 'partially_published', 'failed']],
    ['unschedule', ['scheduled']],
    ['publish', ['draft', 'scheduled', 'partially_published', 'failed']],
    ['retry', ['partially_published', 'failed']],
  ])('%s', (move, allowed) => {
    expect(STATUSES.filter((status) => refusalOf(move, status) === null)).toEqual(allowed);
  });

  test('a refused transition states the reason', () => {
    expect(refusalOf('update', 'publishing')).toBe('A post that is being published cannot be changed.');
    expect(refusalOf('retry', 'draft')).toBe('A post that is a draft cannot be retried.');
    expect(refusalOf('update', 'partially_published')).toBe(
      'A post that is partially published cannot be changed.',
    );
  });
});

describe('the status of a post by its targets', () => {
  test.each([
    [[], 'draft'],
    [['draft', 'draft'], 'draft'],
    [['scheduled', 'scheduled'], 'scheduled'],
    [['scheduled', 'published'], 'publishing'],
    [['publishing', 'published'], 'publishing'],
    [['unconfirmed', 'failed'], 'publishing'],
    [['published', 'published'], 'published'],
    [['published', 'failed'], 'partially_published'],
    [['failed', 'failed'], 'failed'],
  ] as const)('%j is %s', (targets, status) => {
    expect(statusOf(targets)).toBe(status);
  });
});

describe("the worker's action for a due target", () => {
  test.each([
    ['scheduled', null, 'send'],
    ['publishing', 'waiting', 'send'],
    ['publishing', 'claimed', 'send'],
    ['publishing', 'sending', 'find'],
    ['unconfirmed', null, 'find'],
    ['published', null, 'nothing'],
    ['failed', null, 'nothing'],
    ['draft', null, 'nothing'],
  ] as const)('%s, %s: %s', (status, phase, action) => {
    expect(deliveryActionOf({ status, phase })).toBe(action);
  });
});
