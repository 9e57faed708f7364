/**
 * Sends requests with unknown keys: `node unknown-keys.mjs JSON` with { url, seconds, rate,
 * connections }. Every request has a different, well-formed key. Prints the number of responses by
 * status as one line of JSON.
 */
import { randomBytes } from 'node:crypto';
import autocannon from 'autocannon';

const { url, seconds, rate, connections } = JSON.parse(process.argv[2]);

const result = await autocannon({
  url: `${url}/graphql?query={__typename}`,
  connections,
  overallRate: rate,
  duration: seconds,
  timeout: 30,
  requests: [
    {
      setupRequest: (made) => ({
        ...made,
        headers: { ...made.headers, 'x-api-key': `tk_live_${randomBytes(16).toString('hex')}` },
      }),
    },
  ],
});
const statuses = Object.fromEntries(
  Object.entries(result.statusCodeStats).map(([status, { count }]) => [status, count]),
);
process.stdout.write(`${JSON.stringify({ sent: result.requests.total, errors: result.errors, statuses })}\n`);
