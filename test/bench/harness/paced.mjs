import { Agent, request as send } from 'node:http';

/** How often requests that are due are sent, in milliseconds. */
const TICK = 2;

/**
 * Sends requests at a constant rate for so many seconds. autocannon sends the requests of a second
 * in one burst at its start, so that latency would be that of the burst. `next` returns
 * { path, method, headers, body } for each request; `onResponse` receives the status, the body, the
 * milliseconds since the request was due, whether or not a connection was free by then, and what
 * `next` has returned.
 */
export async function sendPaced({ url, rate, seconds, connections, next, onResponse, onError }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const start = performance.now();
  const total = Math.floor(rate * seconds);
  let sent = 0;
  let open = 0;
  await new Promise((resolve) => {
    const settle = () => {
      open -= 1;
      if (sent === total && open === 0) resolve();
    };
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - start) * rate) / 1_000) + 1);
      for (; sent < due; sent += 1) {
        open += 1;
        const at = start + (sent * 1_000) / rate;
        const request = next();
        exchange(url, agent, request)
          .then(({ status, body }) => onResponse(status, body, performance.now() - at, request), onError)
          .finally(settle);
      }
      if (sent === total) clearInterval(timer);
    }, TICK);
  });
  agent.destroy();
}

function exchange(url, agent, { path, method = 'GET', headers = {}, body }) {
  return new Promise((resolve, reject) => {
    const sending = send(`${url}${path}`, { agent, method, headers, timeout: 30_000 }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, body: Buffer.concat(parts).toString('utf8') }),
      );
    });
    sending.on('timeout', () => sending.destroy(new Error('No response within 30 seconds.')));
    sending.on('error', reject);
    sending.end(body);
  });
}
