/**
 * The load generator, a process of its own: `node load.mjs JSON` with { url, method, headers, body, rotate,
 * connections, seconds }. `rotate` maps headers to lists of values that requests take in turn. Every request has an
 * id of its own in `x-request-id`, so that nobody may take two of them for one. Prints one line of JSON.
 */
import autocannon from 'autocannon';

const { url, method, headers, body, rotate = {}, connections, seconds } = JSON.parse(process.argv[2]);
const times = [];
let sent = 0;

const run = autocannon({
  url,
  method,
  connections,
  duration: seconds,
  timeout: 30,
  requests: [{ setupRequest: distinct }],
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
    p50: percentile(0.5),
    p99: percentile(0.99),
  })}\n`,
);

function distinct(request) {
  sent += 1;
  const turned = Object.entries(rotate).map(([name, values]) => [name, values[sent % values.length]]);
  return {
    ...request,
    method,
    body,
    headers: { ...headers, ...Object.fromEntries(turned), 'x-request-id': `bench-${process.pid}-${sent}` },
  };
}

function percentile(part) {
  return times.length === 0 ? 0 : times[Math.min(times.length - 1, Math.floor(times.length * part))];
}
