/**
 * The generator of a mixture: `node mix.mjs JSON` with { url, requests, connections, seconds, window, rate }. A request is
 * { path, method, headers, body, rotate } as load.mjs knows it; each connection sends all of them in turn. `rate` is of all
 * connections together, a second; 0 is as many as are answered. `{n}` in a body or header is a number that no other request has.
 * Prints a line of JSON for every `window` of seconds.
 */
import autocannon from 'autocannon';

const { url, requests, connections, seconds, window, rate } = JSON.parse(process.argv[2]);
let sent = 0;
let times = [];
let failed = 0;
let failure = null;

const run = autocannon({
  url,
  connections,
  duration: seconds,
  timeout: 30,
  ...(rate > 0 ? { overallRate: rate } : {}),
  requests: requests.map((request) => ({
    ...request,
    setupRequest: (made) => distinct(made, request),
    onResponse: (status, body) => judge(status, body, request),
  })),
});
run.on('response', (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
run.on('reqError', (error) => fail(error.message));
const timer = setInterval(tell, window * 1_000);
await run;
clearInterval(timer);
tell();

function tell() {
  if (times.length + failed === 0) return;
  times.sort((a, b) => a - b);
  const line = { answered: times.length, failed, failure, p50: percentile(0.5), p99: percentile(0.99) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  times = [];
  failed = 0;
  failure = null;
}

/** GraphQL says in the body what failed. */
function judge(status, body, { path }) {
  if (status < 200 || status > 299) fail(`HTTP ${status} at ${path}`);
  else if (path === '/graphql' && body.includes('"errors":')) fail(`${path}: ${body.slice(0, 200)}`);
}

function fail(reason) {
  failed += 1;
  failure ??= reason;
}

function distinct(made, { headers, body, rotate = {} }) {
  sent += 1;
  const number = `${process.pid}-${sent}`;
  const turned = Object.entries(rotate).map(([name, values]) => [name, values[sent % values.length]]);
  const own = Object.entries(headers).map(([name, value]) => [name, value.replaceAll('{n}', number)]);
  return {
    ...made,
    ...(body === undefined ? {} : { body: body.replaceAll('{n}', number) }),
    headers: { ...Object.fromEntries([...own, ...turned]), 'x-request-id': `bench-${number}` },
  };
}

function percentile(part) {
  return times.length === 0 ? 0 : times[Math.min(times.length - 1, Math.floor(times.length * part))];
}
