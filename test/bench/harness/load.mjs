/**
 * The load generator, a separate process: `node load.mjs JSON` with { url, method, headers, body,
 * rotate, connections, seconds }; sent.mjs builds each request. Prints one line of JSON.
 */
import autocannon from 'autocannon';
import { distinct, percentile } from './sent.mjs';

const { url, connections, seconds, ...request } = JSON.parse(process.argv[2]);
const times = [];

const run = autocannon({
  url,
  method: request.method,
  connections,
  duration: seconds,
  timeout: 30,
  requests: [{ setupRequest: (made) => distinct(made, request) }],
});
run.on('response', (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
const result = await run;

times.sort((a, b) => a - b);
const answered = result['2xx'];
process.stdout.write(
  `${JSON.stringify({
    answered,
    failed: result.non2xx + result.errors + result.timeouts,
    perSecond: answered / result.duration,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  })}\n`,
);
