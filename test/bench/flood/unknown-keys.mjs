/**
 * Sends requests with unknown keys: `node unknown-keys.mjs JSON` with { url, seconds, rate,
 * connections }. Every request has a different, well-formed key. Prints the number of responses by
 * status as one line of JSON.
 */
import { randomBytes } from 'node:crypto';
import { setPriority } from 'node:os';
import { sendPaced } from '../harness/paced.mjs';

// Real attackers have machines of their own: this one leaves the CPU to the product.
setPriority(19);

const statuses = {};
let errors = 0;
await sendPaced({
  ...JSON.parse(process.argv[2]),
  next: () => ({
    path: '/graphql?query={__typename}',
    headers: { 'x-api-key': `tk_live_${randomBytes(16).toString('hex')}` },
  }),
  onResponse: (status) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
  },
  onError: () => {
    errors += 1;
  },
});
process.stdout.write(`${JSON.stringify({ errors, statuses })}\n`);
