import { platformName } from '../ui/words.ts';

/** Longest part of a text that a sentence quotes. */
const MOST_QUOTED = 80;

/**
 * Describes an event in a sentence, from its message as webhooks receive it (docs/events.md). An
 * event that a newer server has added is described by its type.
 */
export function eventSentence(message: string): string {
  const { type, data } = JSON.parse(message) as { type: string; data: Readonly<Record<string, unknown>> };
  const text = (name: string) => String(data[name] ?? '');
  switch (type) {
    case 'tracker.spiked':
      return text('message');
    case 'tracker.failing':
      return `${platformName(text('source').toUpperCase())} cannot be read: ${text('problem')}`;
    case 'post.failed':
      return `“${quoted(text('text'))}” was not published: ${text('message')}`;
    case 'post.published':
      return `Published “${quoted(text('text'))}”`;
    case 'account.expired':
      return `An account must be connected again: ${text('message')}`;
    default:
      return type;
  }
}

function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > MOST_QUOTED ? `${Array.from(line).slice(0, MOST_QUOTED).join('')}…` : line;
}
