import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type GraphRequest, recordExplanation } from '../../graph/index.ts';
import type { OperationPlugin } from './operation-plugin.ts';

type Explained = Pick<GraphRequest, 'explanation'>;

/** The header with which callers ask for the plan and the timings of an operation. */
export const EXPLAIN_HEADER = 'x-tributary-explain';

/** Returns what records an operation if its caller has sent the key of the setting. */
export function explanationFor(key: string): (headers: IncomingHttpHeaders) => Explained {
  const expected = Buffer.from(key);
  return (headers) => {
    const sent = Buffer.from(String(headers[EXPLAIN_HEADER] ?? ''));
    const isAllowed = sent.length === expected.length && timingSafeEqual(sent, expected);
    return isAllowed ? { explanation: recordExplanation() } : {};
  };
}

/** Adds the explanation of an operation to the extensions of its response. */
export function explainOperations(): OperationPlugin<Explained> {
  return {
    requestDidStart: async () => ({
      async willSendResponse({ contextValue: { explanation }, response: { body } }) {
        if (!explanation || body.kind !== 'single') return;
        const { singleResult } = body;
        singleResult.extensions = { ...singleResult.extensions, explain: explanation.explanation() };
      },
    }),
  };
}

/** Returns the extensions of the last part of a response, which explain all parts of it. */
export function lastExplained(explanation: GraphRequest['explanation']): (() => object) | undefined {
  return explanation && (() => ({ explain: explanation.explanation() }));
}
