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

What happens in a workspace is recorded in an event log, in the same transaction as the change. Read it

- as webhooks: signed requests to your server ([below](#webhooks));
- as a stream of server-sent events ([below](#stream));
- as alerts in Slack, Discord, Telegram or by email, at once or as digests ([below](#alerts));
- as GraphQL subscriptions, with anything of the graph below an event ([below](#subscriptions));
- with the GraphQL query \`events\`, or \`npx tributary events tail --workspace acme --since 24h\`.

Every reader sees the events of a workspace in the order of the log, at least once, and without gaps: an event never appears
behind one that was already read. \`sequence\` is the position in the log, by which a reader resumes. The numbers ascend but are not
consecutive. Events are kept for 30 days. Reading requires the scope \`events:read\`, managing webhooks \`webhooks:write\`, alerts
\`alerts:write\`; keys of all products (\`--product native\`) have all of them.

\`npm run compose\` generates this page from the code that records the events.

## Webhooks

    npx tributary webhooks create https://hooks.example.org/tributary --workspace acme --types post.published,post.failed
    npx tributary webhooks test <id> --workspace acme
    npx tributary webhooks log <id> --workspace acme

or \`createWebhook\` over GraphQL. A workspace has at most 20 webhooks. The address must be https, resolve, and be public.

Messages follow [Standard Webhooks](https://www.standardwebhooks.com): verify \`webhook-signature\` with one of its libraries and
the secret \`whsec_…\`, which is shown once. \`webhook-id\` is the same for every attempt and replay of an event; process each id
once. Events of one subject arrive in the order of the log: while one is retried, later ones about the same subject wait. Those
of different subjects may overtake each other.

- **Success** is any status from 200 to 299 within 15 seconds. Redirects are not followed.
- **Retries** follow after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, or later if the response has \`Retry-After\`.
- **410** disables the webhook at once, and so do five days in which every attempt has failed. \`webhook.disabled\` is recorded.
  Enable it with \`updateWebhook\`, and replay what it missed.
- **Replay**: \`webhooks replay <id> --delivery <id>\`, or \`--from 24h\` for everything since.
- **Rotation**: \`webhooks rotate <id>\` replaces the secret. Messages carry both signatures for 24 hours (\`--overlap\`).
- **Size**: a message of more than 20 kB has no long texts, but a \`link\` to the whole message (\`GET /v1/events/{sequence}\`).

The delivery log keeps each request, its status and its latency for 30 days.

## Stream

    curl -N -H "X-API-Key: tk_live_…" "https://api.example.org/v1/stream?since=24h&types=post.published,post.failed"

| parameter | meaning |
|---|---|
| \`Last-Event-ID\` (header) | Begins behind this event. \`EventSource\` sends it when it connects again. |
| \`since\` | Begins in the past: \`30m\`, \`24h\`, \`7d\`, or an ISO 8601 time. Without both, the stream begins now. |
| \`types\` | Types of events, comma-separated. |
| \`query\` | Events whose text matches a query of the [query language](query-language.md). |
| \`ticket\` | Stands for a key, see below. |

Each event has \`id\` (its sequence number), \`event\` (its type) and \`data\` (the message). A comment every 15 seconds keeps the
connection open. The server ends a stream with \`event: close\` and a reason: \`revoked\` (the key was revoked or has expired, at
most two seconds ago), \`slow_reader\` (it did not read for 10 seconds) or \`shutdown\`. Connect again to resume. One key may have 10
streams in a process (429), subscriptions included.

A browser's \`EventSource\` cannot send headers, and a key must not be in a URL. Let your server fetch a ticket, which opens one
stream within a minute:

    curl -X POST -H "X-API-Key: tk_live_…" https://api.example.org/v1/stream/tickets
    new EventSource("https://api.example.org/v1/stream?ticket=…")

## Subscriptions

A GraphQL subscription selects anything of the graph below an event:

    subscription ($id: ID!) {
      postChanged(id: $id) { body status targets { status url account { handle } } }
    }

| field | results |
|---|---|
| \`eventOccurred(types, afterSequence)\` | The events of the workspace. |
| \`postChanged(id)\` | A post now, and when it is scheduled, is published, fails or becomes unconfirmed. |
| \`runChanged(id)\` | A run of a dataset now, and when it has ended. |
| \`communityPostMatched(trackers, query)\` | A community post when it matches a tracker, and the [query](query-language.md) if there is one. |
| \`mentionMatched(dataset)\` | A mention when a live dataset receives it. |

Send it to \`/graphql\`

- as server-sent events ([GraphQL over SSE](https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverSSE.md), one
  connection for each subscription): POST or GET with \`Accept: text/event-stream\`, for \`graphql-sse\`, urql, GraphiQL and others;
- over a WebSocket by the protocol \`graphql-transport-ws\`, for \`graphql-ws\`, Apollo Client, urql, Relay and others;
- as a multipart response, which Apollo Client requests by itself.

The key is in a header; a WebSocket of a browser sends it in the payload of \`connection_init\`, as \`{ "authorization": "Bearer tk_live_…" }\`
or \`{ "x-api-key": "tk_live_…" }\`. A page uses a ticket instead of a key: the parameter \`ticket\` of a GET, or \`{ "ticket": "…" }\`.
Pages may connect from \`CORS_ORIGINS\`. Subscriptions need the scope \`events:read\`, and those of what they select.

- **Rights** are checked again for each event. A subscription whose key is revoked or expires ends within two seconds.
- **Limits**: each subscription is one of the 10 streams that a key may have in a process; a key may have as many WebSockets. The
  operation has the limits of a query, and each event counts as one request; while the limit of requests is used up, events wait.
- **Resuming**: results begin now, and a connection that breaks off may lose some. After \`eventOccurred\` a client continues with
  \`afterSequence\`, the \`sequence\` of the last event it has seen. \`postChanged\` and \`runChanged\` begin with the present state.
  After \`communityPostMatched\` and \`mentionMatched\` a client lists the newest posts or mentions again.
- **Ends**: a WebSocket is closed with a code and a reason: 4401 (\`revoked\`), 1013 (\`slow_reader\`: nothing was read for 10 seconds)
  or 1001 (\`shutdown\`). Other streams end with a result whose error has this reason in its extensions.

[\`tributary route\`](federation.md) passes subscriptions of its subgraphs through, to all three kinds of clients; it subscribes to the
subgraphs by \`SUBGRAPH_SUBSCRIPTIONS\`. \`GRAPH_ENGINE=apollo\` has no subscriptions.

## Alerts

    npx tributary destinations create slack --workspace acme --name "Team channel"
    npx tributary destinations test <id> --workspace acme
    npx tributary alerts create --workspace acme --name "Failed posts" --types post.failed --destination <id>
    npx tributary alerts create --workspace acme --name "Last week" --types run.completed --destination <id> \\
      --every weekly --weekday monday --at 09:00 --time-zone Europe/Berlin

or \`createDestination\` and \`createAlertRule\` over GraphQL. A workspace has at most 20 destinations and 100 rules.

| destination | credentials |
|---|---|
| \`slack\` | \`webhookUrl\` of an incoming webhook; or \`botToken\` and \`channel\` |
| \`discord\` | \`url\` of a webhook |
| \`telegram\` | \`botToken\` and \`chatId\`: \`@channel\` or a number |
| \`email\` | \`to\`: up to 20 addresses with commas between them; requires \`SMTP_URL\` |

Credentials are verified when they are set, stored encrypted, and never returned. A destination whose platform rejects them is
disabled, which is the event \`destination.disabled\`.

A rule reports events of its types that meet all of its conditions: about one of its trackers (\`--tracker\`), with a text that
matches a query (\`--query\`), about a community post in a saved view (\`--view\`).

- **At once** (\`--every immediately\`): messages of one rule are at least a minute apart. A thousand events in a minute are one
  message, which says how many there were and shows the five best: the most relevant, then those with the best score, then the newest.
- **Digests** (\`hourly\`, \`daily\`, \`weekly\`) are sent at their local time, also when daylight-saving time begins or ends, and only
  if something has happened.
- **Quiet hours** (\`--quiet 22:00-07:00\`) delay messages to their end.

Messages are sent at least once, and retried like webhooks.

**Saved views** (\`createSavedView\`, \`savedViews\`) are named arguments of \`communityPosts\` or \`mentions\`, which everybody in the
workspace can use. A rule can use those of \`communityPosts\`.`;
