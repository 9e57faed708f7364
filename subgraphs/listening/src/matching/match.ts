import type { Field } from '../query/ast.ts';
import type { Plan } from './compile.ts';
import { nearPairs } from './near.ts';
import { isWithin, type ReadItem } from './read-item.ts';
import { startsOf } from './starts.ts';

/** Whether a query matches an item. */
export function matches(plan: Plan, read: ReadItem): boolean {
  switch (plan.kind) {
    case 'and':
      return plan.plans.every((each) => matches(each, read));
    case 'or':
      return plan.plans.some((each) => matches(each, read));
    case 'not':
      return !matches(plan.plan, read);
    case 'phrase':
      return startsOf(plan.phrase, read.index, plan.inTitle).length > 0;
    case 'near':
      return nearPairs(plan, read.index, 1).length > 0;
    case 'field':
      return hasField(plan, read);
  }
}

function hasField({ name, value }: Field, read: ReadItem): boolean {
  const { item } = read;
  switch (name) {
    case 'author':
      return read.author === value;
    case 'community':
      return read.community === value;
    case 'lang':
      return read.language === value;
    case 'source':
      return item.source === value;
    case 'type':
      return item.kind === value;
    case 'has':
      return value === 'media' ? item.hasMedia : item.links.length > 0;
    case 'min_score':
      return item.score !== null && item.score >= Number(value);
    case 'site':
      return read.host !== null && isWithin(read.host, value);
    case 'domain':
      return read.linkHosts.some((host) => isWithin(host, value));
    case 'url':
      return read.url.includes(value) || read.links.some((link) => link.includes(value));
  }
}
