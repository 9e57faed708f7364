/**
 * The generator of mixed load: `node mix.mjs JSON` with { url, requests, connections, lead,
 * seconds, window, rate }. A request is { path, method, headers, body, rotate } as in load.mjs;
 * each connection sends all of them in turn. `rate` is the total per second over all connections; 0
 * sends without a limit. `{n}` in a body or header becomes a unique number. Sends for `lead`
 * seconds before it measures latency (failures count from the start), then prints a line of JSON
 * for every `window` seconds.
 */
import autocannon from 'autocannon';
import { sendPaced } from './paced.mjs';
import { distinct, percentile } from './sent.mjs';

const { url, requests, connections, lead, seconds, window, rate } = JSON.parse(process.argv[2]);
let times = [];
let failed = 0;
let failure = null;

const run = rate > 0 ? sendAtRate() : sendWithoutLimit();
const timers = [setTimeout(() => times.splice(0), lead * 1_000)];
// The last window ends with the last response.
for (let end = window; end < seconds; end += window) timers.push(setTimeout(report, (lead + end) * 1_000));
await run;
for (const timer of timers) clearTimeout(timer);
report();

function report() {
  if (times.length + failed === 0) return;
  times.sort((a, b) => a - b);
  const line = {
    answered: times.length,
    failed,
    failure,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  times = [];
  failed = 0;
  failure = null;
}

/** GraphQL reports failures in the body. */
function judge(status, body, { path }) {
  if (status < 200 || status > 299) fail(`HTTP ${status} at ${path}`);
  else if (path === '/graphql' && body.includes('"errors":')) fail(`${path}: ${body.slice(0, 200)}`);
}

function fail(reason) {
  failed += 1;
  failure ??= reason;
}

function sendAtRate() {
  let turn = 0;
  return sendPaced({
    url,
    rate,
    connections,
    seconds: lead + seconds,
    next() {
      const request = requests[turn++ % requests.length];
      return { path: request.path, ...distinct({}, request), request };
    },
    onResponse(status, body, milliseconds, { request }) {
      times.push(milliseconds);
      judge(status, body, request);
    },
    onError: (error) => fail(error.message),
  });
}

function sendWithoutLimit() {
  const sending = autocannon({
    url,
    connections,
    duration: lead + seconds,
    timeout: 30,
    requests: requests.map((request) => ({
      ...request,
      setupRequest: (made) => distinct(made, request),
      onResponse: (status, body) => judge(status, body, request),
    })),
  });
  sending.on('response', (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
  sending.on('reqError', (error) => fail(error.message));
  return sending;
}
