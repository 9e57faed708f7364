import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The modes of the model's server. */
export type ModelScenario = 'good' | 'malformed once' | 'malformed' | 'slow' | 'broken';

/** A recorded request for a chat completion. */
export interface AskedModel {
  readonly authorization: string | undefined;
  readonly body: {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: unknown }[];
    readonly max_completion_tokens?: number;
    readonly response_format?: {
      readonly type: string;
      readonly json_schema?: { readonly name: string; readonly schema: object };
    };
  };
}

/** The tokens of a response, as a server reports them. */
export interface BilledUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
}

/** A stand-in for an OpenAI-compatible server. */
export interface ModelStandIn {
  readonly url: string;
  readonly asked: AskedModel[];
  play(scenario: ModelScenario): void;
  /** Computes the successful response from the request's data. */
  answer(make: (data: Record<string, unknown>) => unknown): void;
  /** Sets the tokens that each response is billed for; null reports none. */
  bill(usage: BilledUsage | null): void;
  stop(): Promise<void>;
}

/** Starts a stand-in in the mode `good`. */
export async function startModel(): Promise<ModelStandIn> {
  let scenario: ModelScenario = 'good';
  let make: (data: Record<string, unknown>) => unknown = ({ text }) => ({ text: `model: ${text}` });
  let usage: BilledUsage | null = { prompt_tokens: 1, completion_tokens: 1 };
  let since = 0;
  const asked: AskedModel[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString()) as AskedModel['body'];
    asked.push({ authorization: request.headers.authorization, body });
    // Never responds: the caller must time out.
    if (scenario === 'slow') return;
    const send = (status: number, payload: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(payload));
    };
    if (request.url !== '/v1/chat/completions') return send(404, { error: { message: 'Unknown path' } });
    if (scenario === 'broken') return send(500, { error: { message: 'The server had an error' } });
    since += 1;
    const wrong = scenario === 'malformed' || (scenario === 'malformed once' && since === 1);
    const data = JSON.parse(textOf(body.messages.find(({ role }) => role === 'user')!.content));
    send(200, completion(body.model, wrong ? '{"text": 1' : JSON.stringify(make(data)), usage));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    play(next) {
      scenario = next;
      since = 0;
    },
    answer(next) {
      make = next;
    },
    bill(next) {
      usage = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Content is a string or a list of parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return (content as { text?: string }[]).map(({ text = '' }) => text).join('');
}

function completion(model: string, content: string, billed: BilledUsage | null): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    ...(billed && {
      usage: { ...billed, total_tokens: billed.prompt_tokens + billed.completion_tokens },
    }),
  };
}
