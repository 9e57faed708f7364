import { withFailures } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import {
  changeAlertRule,
  createAlertRule,
  type RuleRequest,
  removeAlertRule,
} from '../alerts/change-rules.ts';
import { type AlertRuleInput, timeText, WEEKDAYS } from '../alerts/rule-input.ts';
import type { Context } from '../context.ts';
import { type AlertRule, findAlertRule, listAlertRules } from '../data/alert-rules.ts';
import { type PageArguments, readPage } from './bounds.ts';
import { listTrackerIds } from './tracker-ids.ts';

const EXPECTED = ['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT'] as const;

interface Identified {
  readonly id: string;
}

/** Finds a rule by its global id. */
export async function findRuleNode(id: string, { scope }: Context): Promise<AlertRule | null> {
  return isUuid(id) ? ((await findAlertRule(scope(), id)) ?? null) : null;
}

export const ruleQueries = {
  alertRules: (_: unknown, page: PageArguments, { scope }: Context) =>
    listAlertRules(scope(), readPage(page, 'a rule')),
};

export const ruleMutations = {
  createAlertRule: (_: unknown, { input }: { input: AlertRuleInput }, context: Context) =>
    withFailures(
      async () => ({
        __typename: 'AlertRuleCreated',
        rule: await createAlertRule(context.parts, context.scope(), await requestOf(input, context)),
      }),
      EXPECTED,
    ),

  updateAlertRule: (_: unknown, { id, input }: Identified & { input: AlertRuleInput }, context: Context) =>
    withFailures(
      async () => ({
        __typename: 'AlertRuleUpdated',
        rule: await changeAlertRule(context.parts, context.scope(), id, await requestOf(input, context)),
      }),
      EXPECTED,
    ),

  deleteAlertRule: (_: unknown, { id }: Identified, { scope }: Context) =>
    withFailures(async () => {
      await removeAlertRule(scope(), id);
      return { __typename: 'AlertRuleDeleted', id };
    }, EXPECTED),
};

/** Reads the workspace's trackers, if the rule names some. */
async function requestOf(input: AlertRuleInput, context: Context): Promise<RuleRequest> {
  return { input, trackers: input.trackerIds?.length ? await listTrackerIds(context) : new Set() };
}

export const ruleTypes = {
  AlertRule: {
    __resolveReference: ({ id }: Identified, context: Context) => findRuleNode(id, context),
    trackerIds: ({ trackers }: AlertRule) => trackers,
    view: ({ viewId }: AlertRule, _: unknown, { views }: Context) => (viewId ? views.load(viewId) : null),
    async destinations({ destinations: ids }: AlertRule, _: unknown, { destinations }: Context) {
      const found = await Promise.all(ids.map((id) => destinations.load(id)));
      return found.filter((each) => each !== null);
    },
    frequency: ({ schedule }: AlertRule) => schedule.frequency,
    at: ({ schedule }: AlertRule) => timeText(schedule.at),
    weekday: ({ schedule }: AlertRule) => WEEKDAYS[schedule.weekday - 1],
    quietHours: ({ schedule: { quiet } }: AlertRule) =>
      quiet && { from: timeText(quiet.from), to: timeText(quiet.to) },
    timeZone: ({ schedule }: AlertRule) => schedule.timeZone,
  },
  AlertFrequency: { IMMEDIATELY: 'immediately', HOURLY: 'hourly', DAILY: 'daily', WEEKLY: 'weekly' },
  Weekday: Object.fromEntries(WEEKDAYS.map((day) => [day.toUpperCase(), day])) as Record<string, string>,
};
