import type { TracingChannel } from 'node:diagnostics_channel';
import { LRUCache } from 'lru-cache';
import {
  statementChannel,
  type TracedCall,
  type TracedStatement,
  upstreamChannel,
} from '../core/traced-work.ts';
import { failureName, type OpenSpan, type SpanLabel, type Tracer } from './tracer.ts';

/** Maximum number of labels that are kept for one channel, because most work is repeated. */
const MOST_LABELS = 500;
/** Maximum length of a statement whose label is kept: that of many rows may have megabytes. */
const MAX_KEPT = 4_000;

/**
 * Starts spans for the statements and the requests to upstreams of traced requests; returns a
 * function that ends this.
 */
export function traceChannels(tracer: Tracer): () => void {
  const ends = [
    follow(tracer, statementChannel, ({ text }) => text, statementLabel),
    follow(tracer, upstreamChannel, callName, callLabel),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function statementLabel({ text }: TracedStatement): SpanLabel {
  return {
    name: /^\s*\w+/.exec(text)?.[0].trim().toUpperCase() ?? 'SQL',
    kind: 'client',
    attributes: { 'db.system.name': 'postgresql', 'db.query.text': text },
  };
}

function callName({ upstream, operation }: TracedCall): string {
  return `${upstream} ${operation}`;
}

function callLabel(call: TracedCall): SpanLabel {
  const { upstream, operation } = call;
  return {
    name: callName(call),
    kind: 'client',
    attributes: { 'peer.service': upstream, 'tributary.operation': operation },
  };
}

/** Starts a span for each piece of work that a channel announces. */
function follow<Work extends object>(
  tracer: Tracer,
  channel: TracingChannel<unknown, Work>,
  keyOf: (work: Work) => string,
  labelOf: (work: Work) => SpanLabel,
): () => void {
  const labels = new LRUCache<string, SpanLabel>({ max: MOST_LABELS });
  const knownLabel = (work: Work): SpanLabel => {
    const key = keyOf(work);
    const known = labels.get(key);
    if (known) return known;
    const label = labelOf(work);
    if (key.length <= MAX_KEPT) labels.set(key, label);
    return label;
  };
  const spans = new WeakMap<Work, OpenSpan>();
  const subscribers = {
    start(work: Work) {
      const span = tracer.parent()?.startChild(knownLabel(work));
      if (span) spans.set(work, span);
    },
    asyncEnd(work: Work & { error?: unknown }) {
      spans.get(work)?.end(undefined, work.error === undefined ? undefined : failureName(work.error));
    },
    end() {},
    asyncStart() {},
    error() {},
  };
  channel.subscribe(subscribers);
  return () => void channel.unsubscribe(subscribers);
}
