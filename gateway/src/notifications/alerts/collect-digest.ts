import { EVENTS, type LoggedEvent, listEvents } from '@tributary/kit/events';
import type { Scope } from '@tributary/kit/postgres';
import type { AlertRule } from '../data/alert-rules.ts';
import type { Digest, DigestItem, Tables } from '../data/tables.ts';
import { matchesRule } from './rule-filter.ts';

/** Events that a digest shows. */
const MOST_SHOWN = 5;
/** Events that are read for a digest; if there are more, its count is a lower bound. */
const MOST_READ = 50_000;
const PAGE = 500;
const LONGEST_HEADLINE = 140;

/** Keeps the events that the view of a rule contains. */
export type ViewFilter = (events: readonly LoggedEvent[]) => Promise<readonly LoggedEvent[]>;

/** Collects the events since the last message of a rule, up to a sequence number. */
export async function collectDigest(
  scope: Scope<Tables>,
  rule: AlertRule,
  upTo: number,
  inView: ViewFilter,
): Promise<Digest | null> {
  let best: LoggedEvent[] = [];
  let [count, read, isPartial] = [0, 0, false];
  let [first, last]: (LoggedEvent | undefined)[] = [];
  for (let after = rule.afterSequence; ; ) {
    const page = await listEvents(scope, { after, upTo, types: rule.types, limit: PAGE });
    const matched = await inView(page.filter((event) => matchesRule(rule, event)));
    count += matched.length;
    first ??= matched[0];
    last = matched.at(-1) ?? last;
    best = [...best, ...matched].toSorted(byWeight).slice(0, MOST_SHOWN);
    read += page.length;
    if (page.length < PAGE) break;
    isPartial = read >= MOST_READ;
    if (isPartial) break;
    after = page.at(-1)!.sequence;
  }
  if (!first || !last) return null;
  return {
    name: rule.name,
    count,
    isPartial,
    from: first.at.toISOString(),
    to: last.at.toISOString(),
    timeZone: rule.schedule.timeZone,
    best: best.map(itemOf),
  };
}

const RELEVANCE = ['low', 'medium', 'high'];

/** The most relevant first, then the best score, then the newest. */
function byWeight(one: LoggedEvent, other: LoggedEvent): number {
  const relevance = ({ payload }: LoggedEvent) => RELEVANCE.indexOf(String(payload['relevance']));
  const score = ({ payload }: LoggedEvent) => (typeof payload['score'] === 'number' ? payload['score'] : 0);
  return relevance(other) - relevance(one) || score(other) - score(one) || other.sequence - one.sequence;
}

/** Describes an event by its title or text, or else by its type. */
function itemOf({ type, payload }: LoggedEvent): DigestItem {
  const text = (name: string) => (typeof payload[name] === 'string' ? oneLine(payload[name]) : '');
  const headline = text('title') || text('text') || text('message') || EVENTS[type].description;
  const details = ['source', 'author', 'relevance', 'status'].map((name) => {
    const value = text(name);
    return value && name === 'relevance' ? `${value} relevance` : value;
  });
  return {
    headline: cut(headline),
    detail: details.filter((each) => each !== '').join(', '),
    url: typeof payload['url'] === 'string' && payload['url'] !== '' ? payload['url'] : null,
  };
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_HEADLINE
    ? text
    : `${characters.slice(0, LONGEST_HEADLINE - 1).join('')}…`;
}
