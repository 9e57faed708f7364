import type { Summarizer } from './summarizer.ts';
import type { SummaryFacts } from './summary-facts.ts';

type Brand = SummaryFacts['brands'][number];

/** Maximum number of changes mentioned, largest first. */
const MOST_CHANGES = 3;

/** Deterministic summarizer: the same facts give the same sentences. */
export const rulesSummarizer: Summarizer = {
  name: 'rules',
  summarize: async (facts) =>
    [ranking(facts), brandChanges(facts), cause(facts), communityChange(facts)].filter(Boolean).join(' '),
};

function ranking({ brands, total, communities, rangeDays }: SummaryFacts): string {
  const where = communities.length > 0 ? list(communities) : 'all communities';
  const over = `across ${where} over ${count(rangeDays, 'day')}`;
  if (total === 0)
    return `Nobody mentions ${list(
      brands.map(({ name }) => name),
      'or',
    )} ${over}.`;
  const ranked = [...brands].sort((a, b) => b.mentions - a.mentions);
  const leaders = ranked.filter(({ mentions }) => mentions === ranked[0]!.mentions);
  const others = ranked.filter(({ mentions }) => mentions > 0 && mentions < ranked[0]!.mentions);
  const silent = ranked.filter(({ mentions }) => mentions === 0);
  const behind = others.map(({ name, percent }) => `${name} (${percent.toFixed(1)}%)`);
  return [
    `${lead(leaders, total)} ${over}`,
    behind.length > 0 ? `, ahead of ${list(behind)}` : '',
    '.',
    silent.length > 0
      ? ` Nobody mentions ${list(
          silent.map(({ name }) => name),
          'or',
        )}.`
      : '',
  ].join('');
}

function lead(leaders: readonly Brand[], total: number): string {
  const [{ name, percent, mentions }] = leaders as [Brand];
  const of = `of ${count(total, 'mention')}`;
  if (leaders.length === 1)
    return `${name} leads with ${percent.toFixed(1)}% share of voice (${mentions} ${of})`;
  const each = leaders.map((brand) => `${brand.name} (${brand.percent.toFixed(1)}%)`);
  return `${list(each)} lead together with ${mentions} ${of} each`;
}

function brandChanges({ brands, previousDate }: SummaryFacts): string {
  if (!previousDate) return '';
  const moved = brands
    .filter(({ change }) => change !== null && change !== 0)
    .sort((a, b) => Math.abs(b.change!) - Math.abs(a.change!))
    .slice(0, MOST_CHANGES)
    .map(({ name, change }) => {
      const points = `${Math.abs(change!).toFixed(1)} point${Math.abs(change!) === 1 ? '' : 's'}`;
      return `${name} ${change! > 0 ? 'gained' : 'lost'} ${points}`;
    });
  if (moved.length === 0) return `Shares have not moved since ${previousDate}.`;
  return `Since ${previousDate}, ${list(moved)}.`;
}

/** States what moved the share that moved most; nothing if no topic explains it. */
function cause({ driver }: SummaryFacts): string {
  if (!driver) return '';
  const { name, topic, direction, count: posts, of } = driver;
  return direction === 'entered'
    ? `“${topic}” is in ${posts} of the ${count(of, 'new post')} that mention ${name}.`
    : `“${topic}” was in ${posts} of the ${count(of, 'post')} mentioning ${name} that left the range.`;
}

function communityChange({ largestChange }: SummaryFacts): string {
  if (!largestChange) return '';
  const { community, before, after } = largestChange;
  return `The community that moved most is ${community}, from ${before} to ${count(after, 'mention')}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function list(parts: readonly string[], word = 'and'): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}
