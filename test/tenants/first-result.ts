import type { TestApp } from '@tributary/test/support';

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it has asked for
export type Answer = { data: any; errors?: unknown[] };

/** Subscribes, and returns the first result; without one, no data. */
export async function firstResult(
  app: TestApp,
  key: string,
  query: string,
  variables: object,
): Promise<Answer> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'x-api-key': key },
    body: JSON.stringify({ query, variables }),
  });
  const stopMatching = query.includes('Matched') ? matchAgain(app) : () => {};
  let text = '';
  try {
    // Leaving the loop cancels the stream, which ends the subscription.
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const data = /^data: (.*)\n/m.exec(text)?.[1];
      if (data) return JSON.parse(data);
    }
  } finally {
    stopMatching();
  }
  return text.startsWith('{') ? JSON.parse(text) : { data: null };
}

/** Repeats the events of every match in both workspaces until the returned function is called. */
function matchAgain({ database }: TestApp): () => void {
  const timer = setInterval(
    () =>
      database.database.pool.query(
        `insert into events.recorded (workspace_id, type, subject, payload, at)
         select workspace_id, 'mention.matched', id::text,
           jsonb_build_object('mentionId', id, 'datasetId', unnest(dataset_ids), 'text', text), now()
         from mentions.mentions
         union all
         select workspace_id, 'tracker.matched', post_id::text,
           jsonb_build_object('postId', post_id, 'trackerId', tracker_id), now()
         from posts.post_matches`,
      ),
    200,
  );
  return () => clearInterval(timer);
}
