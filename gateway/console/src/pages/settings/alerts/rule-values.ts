import type { EventType } from '../event-names.ts';
import type { AlertRule } from './alert-operations.ts';

/** What the form of an alert holds. */
export interface RuleValues {
  readonly name: string;
  readonly types: readonly string[];
  readonly destinations: readonly string[];
  readonly query: string;
  readonly frequency: AlertRule['frequency'];
  readonly at: string;
  readonly weekday: AlertRule['weekday'];
  /** Both are empty without quiet hours. */
  readonly quietFrom: string;
  readonly quietTo: string;
}

export function valuesOfRule(rule: AlertRule | undefined): RuleValues {
  return {
    name: rule?.name ?? '',
    types: rule?.types ?? ['TRACKER_SPIKED'],
    destinations: rule?.destinations.map(({ id }) => id) ?? [],
    query: rule?.query ?? '',
    frequency: rule?.frequency ?? 'IMMEDIATELY',
    at: rule?.at ?? '09:00',
    weekday: rule?.weekday ?? 'MONDAY',
    quietFrom: rule?.quietHours?.from ?? '',
    quietTo: rule?.quietHours?.to ?? '',
  };
}

/** Returns an alert as the input of the graph, with what the form does not show. */
export function inputOfRule(rule: AlertRule | undefined, values: RuleValues = valuesOfRule(rule)) {
  const { quietFrom, quietTo } = values;
  return {
    name: values.name.trim(),
    types: [...values.types] as EventType[],
    destinationIds: [...values.destinations],
    query: values.query.trim() || null,
    frequency: values.frequency,
    at: values.at,
    weekday: values.weekday,
    quietHours: quietFrom && quietTo ? { from: quietFrom, to: quietTo } : null,
    timeZone: rule?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    trackerIds: rule?.trackerIds ?? null,
    viewId: rule?.view?.id ?? null,
    isEnabled: rule?.isEnabled ?? true,
  };
}

export function problemsInRule({ name, types, destinations, quietFrom, quietTo }: RuleValues) {
  return {
    ...(name.trim() ? {} : { name: 'Enter a name, which is the title of the messages.' }),
    ...(types.length > 0 ? {} : { types: 'Choose at least one event.' }),
    ...(destinations.length > 0 ? {} : { destinations: 'Choose at least one destination.' }),
    ...(Boolean(quietFrom) === Boolean(quietTo) ? {} : { quietTo: 'Enter both times, or none.' }),
  };
}
