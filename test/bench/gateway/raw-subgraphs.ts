/**
 * `node raw-subgraphs.ts JSON` with { subgraphs: [{ port, url }] }: responds for subgraphs in about
 * the time of a system call. Passes a request that is new on to the subgraph, and repeats its
 * response whenever the same body arrives: without parsing, headers or streams of HTTP.
 */
import { createServer, type Socket } from 'node:net';

interface RawSubgraph {
  readonly port: number;
  /** The subgraph that knows the responses. */
  readonly url: string;
}

/** A gateway sends the same representations in the same bodies, so it never needs more. */
const MAX_RESPONSES = 10_000;

const HEAD_END = '\r\n\r\n';

const { subgraphs } = JSON.parse(process.argv[2]!) as { subgraphs: readonly RawSubgraph[] };
for (const each of subgraphs) serve(each);
process.once('SIGTERM', () => process.exit());

function serve({ port, url }: RawSubgraph): void {
  const responses = new Map<string, Buffer>();
  const respond = async (socket: Socket, body: string) => {
    let response = responses.get(body);
    if (!response) {
      response = await ask(url, body);
      if (responses.size < MAX_RESPONSES) responses.set(body, response);
    }
    socket.write(response);
  };
  createServer({ noDelay: true }, (socket) => {
    let received = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      const start = received.indexOf(HEAD_END) + HEAD_END.length;
      if (start < HEAD_END.length) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (received.length < start + length) return;
      const body = received.slice(start, start + length);
      received = '';
      respond(socket, body).catch(() => socket.destroy());
    });
  }).listen(port, '127.0.0.1');
}

/** Returns the response to a body in latin1, with its head. */
async function ask(url: string, body: string): Promise<Buffer> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: Buffer.from(body, 'latin1') });
  const bytes = Buffer.from(await response.arrayBuffer());
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${bytes.length}${HEAD_END}`;
  return Buffer.concat([Buffer.from(head), bytes]);
}
