import { describe, expect, test } from '@jest/globals';
import { nextDue } from '../../src/notifications/alerts/next-due.ts';
import { instantOf, isTimeZone, zonedTime } from '../../src/notifications/alerts/zoned-time.ts';
import type { AlertSchedule } from '../../src/notifications/data/tables.ts';

const BERLIN = 'Europe/Berlin';
const at = (text: string) => new Date(text);
const time = (hours: number, minutes = 0) => hours * 60 + minutes;

const schedule = (values: Partial<AlertSchedule>): AlertSchedule => ({
  frequency: 'immediately',
  at: time(9),
  weekday: 1,
  quiet: null,
  timeZone: BERLIN,
  ...values,
});

/** Returns when a rule reports an event, as text. */
const due = (values: Partial<AlertSchedule>, now: string, lastSentAt: string | null = null) =>
  nextDue(schedule(values), at(now), lastSentAt ? at(lastSentAt) : null).toISOString();

describe('the time of a time zone', () => {
  test.each([
    ['before daylight-saving time', '2026-03-28T23:30:00Z', 29, 30, 7],
    ['after daylight-saving time has begun', '2026-03-29T01:00:00Z', 29, time(3), 7],
    ['after daylight-saving time has ended', '2026-10-25T01:00:00Z', 25, time(2), 7],
  ])('is read %s', (_, instant, day, minute, weekday) => {
    expect(zonedTime(at(instant), BERLIN)).toMatchObject({ day, minute, weekday });
  });

  test.each([
    ['an ordinary time', { year: 2026, month: 7, day: 1, minute: time(9) }, '2026-07-01T07:00:00.000Z'],
    [
      'a time that is skipped',
      { year: 2026, month: 3, day: 29, minute: time(2, 30) },
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'the first of a repeated time',
      { year: 2026, month: 10, day: 25, minute: time(2, 30) },
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'the hour after a repeated one',
      { year: 2026, month: 10, day: 25, minute: time(3) },
      '2026-10-25T02:00:00.000Z',
    ],
  ])('becomes an instant: %s', (_, local, instant) => {
    expect(instantOf(local, BERLIN).toISOString()).toBe(instant);
  });

  test('is that of the whole year in a zone with another day and a half-hour change', () => {
    for (const zone of ['Australia/Lord_Howe', 'Pacific/Chatham', 'America/St_Johns', 'UTC'])
      for (let hour = 0; hour < 365 * 24; hour += 7) {
        const instant = new Date(Date.UTC(2026, 0, 1, hour));
        const local = zonedTime(instant, zone);
        expect(zonedTime(instantOf(local, zone), zone)).toEqual(local);
      }
  });

  test.each([
    ['Europe/Berlin', true],
    ['utc', true],
    ['+02:00', false],
    ['Europe/Atlantis', false],
    ['', false],
  ])('%j is the name of a zone: %p', (name, expected) => {
    expect(isTimeZone(name)).toBe(expected);
  });
});

describe('a rule reports', () => {
  test('at once, but not within a minute of its last message', () => {
    expect(due({}, '2026-07-01T10:00:00Z')).toBe('2026-07-01T10:00:00.000Z');
    expect(due({}, '2026-07-01T10:00:10Z', '2026-07-01T10:00:00Z')).toBe('2026-07-01T10:01:00.000Z');
  });

  test('at the end of the hour of its time zone', () => {
    expect(due({ frequency: 'hourly' }, '2026-07-01T10:20:00Z')).toBe('2026-07-01T11:00:00.000Z');
    expect(due({ frequency: 'hourly', timeZone: 'Asia/Kolkata' }, '2026-07-01T10:20:00Z')).toBe(
      '2026-07-01T10:30:00.000Z',
    );
  });

  test('at the same local time before and after a change of daylight-saving time', () => {
    expect(due({ frequency: 'daily' }, '2026-03-28T09:00:00Z')).toBe('2026-03-29T07:00:00.000Z');
    expect(due({ frequency: 'daily' }, '2026-03-27T09:00:00Z')).toBe('2026-03-28T08:00:00.000Z');
    expect(due({ frequency: 'daily' }, '2026-10-24T12:00:00Z')).toBe('2026-10-25T08:00:00.000Z');
  });

  test('once on the day on which its time is skipped or repeated', () => {
    const daily = { frequency: 'daily', at: time(2, 30) } as const;
    expect(due(daily, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:30:00.000Z');
    expect(due(daily, '2026-03-29T01:30:00Z')).toBe('2026-03-30T00:30:00.000Z');
    expect(due(daily, '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(due(daily, '2026-10-25T00:30:00Z')).toBe('2026-10-26T01:30:00.000Z');
  });

  test('on its day of the week, also across a year', () => {
    const weekly = { frequency: 'weekly', weekday: 5 } as const;
    expect(due(weekly, '2026-12-30T12:00:00Z')).toBe('2027-01-01T08:00:00.000Z');
    expect(due(weekly, '2027-01-01T07:59:00Z')).toBe('2027-01-01T08:00:00.000Z');
    expect(due(weekly, '2027-01-01T08:00:00Z')).toBe('2027-01-08T08:00:00.000Z');
  });

  test('at the end of its quiet hours instead of within them', () => {
    const quiet = { from: time(22), to: time(7) };
    expect(due({ quiet }, '2026-07-01T20:00:00Z')).toBe('2026-07-02T05:00:00.000Z');
    expect(due({ quiet }, '2026-07-02T04:59:59Z')).toBe('2026-07-02T05:00:00.000Z');
    expect(due({ quiet }, '2026-07-02T05:00:00Z')).toBe('2026-07-02T05:00:00.000Z');
    const midday = { from: time(12), to: time(13) };
    expect(due({ quiet: midday }, '2026-07-01T10:30:00Z')).toBe('2026-07-01T11:00:00.000Z');
    expect(due({ quiet: midday }, '2026-07-01T09:59:00Z')).toBe('2026-07-01T09:59:00.000Z');
  });

  test('at the local end of quiet hours in the nights of daylight-saving time', () => {
    const quiet = { from: time(22), to: time(7) };
    expect(due({ quiet }, '2026-03-28T22:00:00Z')).toBe('2026-03-29T05:00:00.000Z');
    expect(due({ quiet }, '2026-10-24T21:00:00Z')).toBe('2026-10-25T06:00:00.000Z');
    expect(due({ frequency: 'hourly', quiet }, '2026-10-25T00:10:00Z')).toBe('2026-10-25T06:00:00.000Z');
  });
});
