import type { TracingChannel } from 'node:diagnostics_channel';
import { statementChannel, upstreamChannel } from '../core/traced-work.ts';
import { failureName, type OpenSpan, type SpanLabel, type Tracer } from './tracer.ts';

/** Maximum length of a statement in a span. */
const MOST_CHARACTERS = 2_000;

/**
 * Starts spans for the statements and the requests to upstreams of traced requests; returns a
 * function that ends this.
 */
export function traceChannels(tracer: Tracer): () => void {
  const ends = [
    follow(tracer, statementChannel, ({ text }) => ({
      name: /^\s*\w+/.exec(text)?.[0].trim().toUpperCase() ?? 'SQL',
      kind: 'client',
      attributes: { 'db.system.name': 'postgresql', 'db.query.text': text.slice(0, MOST_CHARACTERS) },
    })),
    follow(tracer, upstreamChannel, ({ upstream, operation }) => ({
      name: `${upstream} ${operation}`,
      kind: 'client',
      attributes: { 'peer.service': upstream, 'tributary.operation': operation },
    })),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Starts a span for each piece of work that a channel announces. */
function follow<Work extends object>(
  tracer: Tracer,
  channel: TracingChannel<unknown, Work>,
  labelOf: (work: Work) => SpanLabel,
): () => void {
  const spans = new WeakMap<Work, OpenSpan>();
  const subscribers = {
    start(work: Work) {
      const span = tracer.start(labelOf(work));
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
