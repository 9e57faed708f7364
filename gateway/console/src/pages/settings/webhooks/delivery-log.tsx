import { useState } from 'react';
import { useNotifiedAction } from '../../../frame/index.ts';
import { useGraph, usePolling } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { LoadedContent } from '../../../ui/loaded-content.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';
import { formatNumber } from '../../../ui/words.ts';
import { eventName } from '../event-names.ts';
import {
  type Delivery,
  deliveriesQuery,
  replayMutation,
  testWebhookMutation,
  type Webhook,
} from './webhook-operations.ts';

const PAGE = 20;
const STATUSES = { DELIVERED: 'Delivered', PENDING: 'Waits', FAILED: 'Not delivered' } as const;
type Status = keyof typeof STATUSES;

/** The messages of a webhook in the last 30 days, each with its attempts. */
export function DeliveryLog({ webhook }: { webhook: Webhook }) {
  const [status, setStatus] = useState<Status | null>(null);
  const [before, setBefore] = useState<string | null>(null);
  const loaded = useGraph(deliveriesQuery, { id: webhook.id, status, before });
  const node = loaded.data?.node;
  const deliveries = node?.__typename === 'Webhook' ? node.deliveries : [];
  usePolling(loaded.retry, before === null && deliveries.some((each) => each.status === 'PENDING'));
  const test = useNotifiedAction(testWebhookMutation, () => 'A test message is sent.');
  const replay = useNotifiedAction(replayMutation, () => 'The message is sent again.');
  const after = async (done: Promise<unknown>) => {
    if (await done) loaded.retry();
  };
  return (
    <section aria-label="Deliveries" className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="mr-auto">Deliveries of the last 30 days</h2>
        <select
          aria-label="Status"
          className="field w-auto text-[13px]"
          value={status ?? ''}
          onChange={({ target }) => {
            setStatus((target.value || null) as Status | null);
            setBefore(null);
          }}
        >
          <option value="">Any status</option>
          {Object.entries(STATUSES).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
        <Button onClick={() => after(test({ id: webhook.id }))}>Send a test</Button>
      </div>
      <LoadedContent loaded={loaded} what="deliveries">
        {() =>
          deliveries.length > 0 ? (
            <DataTable
              name="Deliveries"
              columns={columnsOf((id) => after(replay({ id })))}
              rows={deliveries}
              keyOf={({ id }) => id}
              actions={
                <Pages deliveries={deliveries} isFirst={before === null} onChange={(id) => setBefore(id)} />
              }
            />
          ) : (
            <p className="text-[13px] text-muted">
              {before ? 'There are no older messages.' : 'No message yet. Send a test to see one.'}
            </p>
          )
        }
      </LoadedContent>
    </section>
  );
}

interface PagesProps {
  readonly deliveries: readonly Delivery[];
  readonly isFirst: boolean;
  readonly onChange: (before: string | null) => void;
}

function Pages({ deliveries, isFirst, onChange }: PagesProps) {
  return (
    <>
      {isFirst ? null : <Button onClick={() => onChange(null)}>Newest messages</Button>}
      {deliveries.length === PAGE ? (
        <Button onClick={() => onChange(deliveries.at(-1)!.id)}>Older messages</Button>
      ) : null}
    </>
  );
}

function columnsOf(onReplay: (id: string) => void): readonly Column<Delivery>[] {
  return [
    {
      name: 'Event',
      text: ({ type }) => (type ? eventName(type) : 'Test'),
      cell: (delivery) => <Message delivery={delivery} />,
    },
    {
      name: 'Status',
      text: ({ status }) => STATUSES[status],
      cell: ({ status, nextAttemptAt }) => (
        <span className={status === 'FAILED' ? 'text-negative' : ''}>
          {STATUSES[status]}
          {nextAttemptAt && status === 'PENDING' ? (
            <span className="block text-[12px] text-muted">
              next attempt <Time at={nextAttemptAt} />
            </span>
          ) : null}
        </span>
      ),
    },
    {
      name: 'Last attempt',
      text: ({ attempts }) => attemptOf(attempts.at(-1)),
    },
    { name: 'Queued', text: ({ createdAt }) => createdAt, cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      name: 'Actions',
      hidesName: true,
      // A test is not an event, and cannot be sent again.
      cell: ({ id, type, body }) =>
        type && body ? <Button onClick={() => onReplay(id)}>Send again</Button> : null,
    },
  ];
}

function attemptOf(attempt: Delivery['attempts'][number] | undefined): string {
  if (!attempt) return 'None yet';
  const result = attempt.status ? `Answer ${attempt.status}` : (attempt.error ?? 'No answer');
  return `${result} after ${formatNumber(attempt.latencyMs)} ms`;
}

/** The type of a message; its body and all attempts open below it. */
function Message({ delivery: { type, body, attempts } }: { delivery: Delivery }) {
  return (
    <details className="max-w-lg">
      <summary className="cursor-pointer">{type ? eventName(type) : 'Test'}</summary>
      <ol className="mt-2 list-decimal pl-5 text-[12px] text-muted">
        {attempts.map((attempt) => (
          <li key={attempt.at}>
            {attemptOf(attempt)}, <Time at={attempt.at} />
          </li>
        ))}
      </ol>
      <pre className="mt-2 max-h-64 overflow-auto rounded-md bg-raised p-2 text-[12px]">
        {body ?? 'The event has expired, and its body with it.'}
      </pre>
    </details>
  );
}
