import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** URL that documented 402 responses refer to. */
export const BILLING_PATH = '/billing';

const STYLE = `:root{color-scheme:light dark;--ground:#f3f5f8;--card:#fff;--text:#1a1f26;--line:#d9dee5}
@media(prefers-color-scheme:dark){:root{--ground:#12161b;--card:#1b2027;--text:#e8ecf1;--line:#323a44}}
*{box-sizing:border-box}
body{margin:0;padding:1rem;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
main{max-width:40rem;margin:2rem auto;padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:1rem}
h1{margin:0 0 1rem;font-size:1.5rem;line-height:1.25}
p{margin:0 0 1rem}
pre{margin:0 0 1rem;padding:.75rem 1rem;overflow-x:auto;border:1px solid var(--line);border-radius:.5rem}
p:last-child,pre:last-child{margin:0}`;

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Billing · Tributary</title><style>${STYLE}</style></head>
<body><main><h1>Prepaid balance</h1>
<p>Lookups of creators and posts are charged to the workspace's prepaid balance. This gateway does not process payments: its operator
tops up the balance, in US dollars.</p>
<pre tabindex="0"><code>tributary balance add 20 --workspace NAME
tributary balance show --workspace NAME</code></pre>
<p>A key with the scope <code>creators:read</code> reads the balance and its movements over GraphQL:</p>
<pre tabindex="0"><code>{ creatorBalance { microDollars entries { kind microDollars at } } }</code></pre>
</main></body></html>
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`;

/** Serves the page that explains prepaid balances. It contains no data of any workspace. */
export function registerBilling(app: FastifyInstance): void {
  app.get(BILLING_PATH, { config: { endpoint: 'documents', operation: 'billing' } }, async (_, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(PAGE),
  );
}
