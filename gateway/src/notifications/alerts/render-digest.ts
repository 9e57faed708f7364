import type { Digest, DigestItem } from '../data/tables.ts';
import type { AlertMessage, Sender } from '../destinations/sender.ts';

/** Where all events can be seen, and how long a message may be. */
interface RenderOptions {
  readonly link: string;
  readonly reference: string;
  readonly sender: Pick<Sender, 'longest' | 'lengthOf'>;
}

/** Writes a digest as a message; leaves out the last events if they do not fit. */
export function renderDigest(digest: Digest, { link, reference, sender }: RenderOptions): AlertMessage {
  const { count, isPartial, best, name } = digest;
  const number = `${isPartial ? 'more than ' : ''}${count.toLocaleString('en')}`;
  const title = count === 1 ? name : `${name}: ${number} events`;
  const write = (shown: readonly DigestItem[]) => {
    const rest = count - shown.length;
    const introduction = count === 1 ? [] : [timesOf(digest), ''];
    const more = rest === 0 ? [] : [`And ${rest.toLocaleString('en')} more.`];
    return [...introduction, ...shown.flatMap(linesOf(count > 1)), ...more, link].join('\n');
  };
  const fits = (text: string) => sender.lengthOf(`${title}\n\n${text}`) <= sender.longest;
  for (let shown = best.length; shown > 0; shown -= 1) {
    const text = write(best.slice(0, shown));
    if (fits(text)) return { title, text, reference };
  }
  return { title, text: write([]), reference };
}

/** Says when the events happened, in the time zone of the rule. */
function timesOf({ from, to, timeZone }: Digest): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  const [first, last] = [from, to].map((time) => format.format(new Date(time)));
  return first === last ? `${first} (${timeZone})` : `${first} to ${last} (${timeZone})`;
}

function linesOf(isNumbered: boolean) {
  return ({ headline, detail, url }: DigestItem, index: number): string[] => [
    `${isNumbered ? `${index + 1}. ` : ''}${headline}${detail ? ` (${detail})` : ''}`,
    ...(url ? [url] : []),
  ];
}
