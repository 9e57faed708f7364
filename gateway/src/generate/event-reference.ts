import { EVENTS, type EventDefinition, eventMessage } from '@tributary/kit/events';
import type { TSchema } from 'typebox';

/** Sequence number and time of the examples. */
const SEQUENCE = 48_211;
const AT = new Date('2026-05-04T09:00:02.417Z');

/** Renders the reference of all events as Markdown. */
export function eventReference(): string {
  const sections = Object.entries(EVENTS).map(([type, definition]) =>
    sectionOf(type as keyof typeof EVENTS, definition),
  );
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}

function sectionOf(type: keyof typeof EVENTS, { description, subject, payload, example }: EventDefinition) {
  const message = eventMessage({ sequence: SEQUENCE, type, subject: '…', payload: example, at: AT });
  const [id] = Object.values(example);
  const shown = { ...message, subject: typeof id === 'string' ? id : '…' };
  return [
    `## \`${type}\``,
    '',
    `${description} Its subject is the id of the ${subject}.`,
    '',
    '| member | type | meaning |',
    '|---|---|---|',
    ...rowsOf(payload.properties),
    '',
    '```json',
    JSON.stringify(shown, null, 2),
    '```',
  ].join('\n');
}

function rowsOf(properties: Readonly<Record<string, TSchema>>, prefix = ''): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const { type, isNullable, description, items } = formOf(schema);
    const row = `| \`${prefix}${name}\` | ${type}${isNullable ? ' or null' : ''} | ${description} |`;
    return [row, ...(items ? rowsOf(items, `${prefix}${name}[].`) : [])];
  });
}

/** The members of a JSON Schema that the reference shows. */
interface Shown {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly anyOf?: readonly Shown[];
  readonly items?: Shown & { readonly properties?: Readonly<Record<string, TSchema>> };
}

function formOf(schema: TSchema) {
  const { anyOf, ...rest } = schema as Shown;
  const shown = anyOf?.find(({ type }) => type !== 'null') ?? rest;
  const { type = '', format, description = '', items } = shown;
  const name = type === 'array' ? `list of ${items!.type}s` : type;
  return {
    type: format ? `${name} (${format})` : name,
    isNullable: anyOf !== undefined,
    description,
    items: items?.properties,
  };
}

const INTRODUCTION = `# Events

What happens in a workspace is recorded in an event log, in the same transaction as the change, and kept for 30 days. Every reader
sees the events of a workspace in the order of the log, at least once, and without gaps: an event never appears behind one that was
already read. \`sequence\` is the position in the log, by which a reader resumes. The numbers ascend but are not consecutive.

\`npm run compose\` generates this page from the code that records the events.`;
