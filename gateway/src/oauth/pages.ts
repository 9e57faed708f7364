import { createHash } from 'node:crypto';

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0;background:Canvas;color:CanvasText}
main{max-width:26rem;margin:10vh auto;padding:2rem;border:1px solid #8886;border-radius:12px}
h1{font-size:1.35rem;margin:0 0 .5rem}label{display:block;margin:1rem 0 .25rem;font-weight:600}
input{box-sizing:border-box;width:100%;font:inherit;padding:.6rem;border:1px solid #888;border-radius:8px}
button{font:inherit;font-weight:600;padding:.6rem 1.2rem;margin:1.25rem .5rem 0 0;border-radius:8px;border:1px solid #1d4ed8;background:#1d4ed8;color:#fff;cursor:pointer}
button.quiet{background:transparent;color:inherit;border-color:#888}[role=alert]{color:#b91c1c;font-weight:600}small{opacity:.8}
@media(prefers-color-scheme:dark){[role=alert]{color:#fca5a5}}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** What a scope lets a client do, in words. */
const WORDS: Readonly<Record<string, string>> = {
  profile: 'see your name, email and plan',
  'accounts:read': 'see the X accounts that your workspace follows',
  'accounts:write': 'follow and unfollow X accounts for your workspace',
  'posts:read': 'read the posts of followed accounts',
};

/** What every page of an interaction shows. */
export interface PageContext {
  readonly client: string;
  readonly workspace: string;
  /** Ties the form to this interaction. */
  readonly csrf: string;
}

/** Asks for email and password. */
export function logInPage({ client, workspace, csrf }: PageContext, email = '', alert?: string): string {
  return page(
    'Log in',
    `<h1>Log in to Tributary</h1><p><strong>${escapeHtml(client)}</strong> asks for access to the workspace <strong>${escapeHtml(workspace)}</strong>.</p>
${alert ? `<p role="alert">${escapeHtml(alert)}</p>` : ''}<form method="post"><input type="hidden" name="csrf" value="${escapeHtml(csrf)}">
<label for="email">Email</label><input id="email" name="email" type="email" autocomplete="username" required maxlength="320" value="${escapeHtml(email)}">
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required maxlength="256">
<button name="action" value="login">Log in</button><button class="quiet" name="action" value="deny" formnovalidate>Cancel</button></form>`,
  );
}

/** Asks for consent. */
export function consentPage(
  { client, workspace, csrf }: PageContext,
  email: string,
  scopes: readonly string[],
): string {
  const items = scopes.map((scope) => `<li>${escapeHtml(WORDS[scope] ?? scope)}</li>`).join('');
  return page(
    'Allow access',
    `<h1>Allow ${escapeHtml(client)}?</h1><p>In the workspace <strong>${escapeHtml(workspace)}</strong> it may:</p><ul>${items}</ul>
<p><small>You are logged in as ${escapeHtml(email)}.</small></p><form method="post"><input type="hidden" name="csrf" value="${escapeHtml(csrf)}">
<button name="action" value="allow">Allow</button><button class="quiet" name="action" value="deny">Deny</button><button class="link" name="action" value="switch">Use another account</button></form>`,
  );
}

/** Asks whether to log out. */
export function logOutPage(email: string, csrf: string): string {
  return page(
    'Log out',
    `<h1>Log out?</h1><p>You are logged in as <strong>${escapeHtml(email)}</strong>. What you have allowed clients goes on.</p>
<form method="post"><input type="hidden" name="csrf" value="${escapeHtml(csrf)}"><button name="action" value="logout">Log out</button></form>`,
  );
}

/** Says that nobody is logged in. */
export function loggedOutPage(): string {
  return page('Logged out', '<h1>You are logged out</h1><p>You can close this page.</p>');
}

/** Says why nothing can be done here. */
export function errorPage(message: string): string {
  return page('Error', `<h1>This did not work</h1><p role="alert">${escapeHtml(message)}</p>`);
}

/** Headers of every page; Chromium holds the redirect to the client against `form-action` as well. */
export function pageHeaders(redirectUri?: string): Record<string, string> {
  const target = redirectUri ? ` ${new URL(redirectUri).origin}` : '';
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'${target}; frame-ancestors 'none'; base-uri 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} · Tributary</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
