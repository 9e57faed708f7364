/**
 * Sends requests with keys that nobody has: `node unknown-keys.mjs JSON` with { url, seconds, rate, connections }. Every request
 * has another key of the right form. Prints one line of JSON: how many answers had which status.
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
