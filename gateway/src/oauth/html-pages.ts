import { ICON, MARK, STYLE, STYLE_HASH, TICK } from './style.ts';

/** Descriptions of scopes on the consent page. */
const SCOPE_LABELS: Readonly<Record<string, string>> = {
  profile: 'View your name, email address and plan',
  'accounts:read': 'View the X accounts that the workspace follows',
  'accounts:write': 'Follow and unfollow X accounts for the workspace',
  'posts:read': 'Read the posts of followed accounts',
};

/** Data shown on every page of an interaction. */
export interface PageContext {
  readonly client: string;
  readonly workspace: string;
  /** Token that ties the form to this interaction. */
  readonly csrf: string;
}

/** Renders the log-in form. */
export function logInPage({ client, workspace, csrf }: PageContext, email = '', alert?: string): string {
  const wrong = alert ? ' aria-invalid="true" aria-describedby="alert"' : '';
  const [first, second] = email ? ['', ' autofocus'] : [' autofocus', ''];
  return page(
    alert ? 'Login failed' : 'Log in',
    `<h1>Log in</h1>
<p><strong>${escapeHtml(client)}</strong> wants to access the workspace <strong>${escapeHtml(workspace)}</strong>.</p>
${alert ? `<p class="alert" id="alert" role="alert">${escapeHtml(alert)}</p>` : ''}
<form method="post">${hidden(csrf)}
<label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="320" value="${escapeHtml(email)}"${wrong}${first}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="256"${wrong}${second}>
<div class="actions"><button name="action" value="login">Log in</button>
<button class="quiet" name="action" value="deny" formnovalidate>Cancel</button></div>
</form>`,
  );
}

/** Renders the consent form; `destination` is the host that the user returns to. */
export function consentPage(
  { client, workspace, csrf }: PageContext,
  email: string,
  scopes: readonly string[],
  destination: string,
): string {
  const items = scopes.map((scope) => `<li>${TICK}${escapeHtml(SCOPE_LABELS[scope] ?? scope)}</li>`).join('');
  return page(
    'Allow access',
    `<h1>Allow ${escapeHtml(client)}?</h1>
<p>It will be able to do this in the workspace <strong>${escapeHtml(workspace)}</strong>:</p>
<ul class="scopes">${items}</ul>
<form method="post">${hidden(csrf)}
<p class="note">You are logged in as ${escapeHtml(email)}. <button class="link" name="action" value="switch">Use another account</button></p>
<p class="note">You will be redirected to ${escapeHtml(destination)}.</p>
<div class="actions"><button name="action" value="allow">Allow</button>
<button class="quiet" name="action" value="deny">Deny</button></div>
</form>`,
  );
}

/** Renders the log-out form. */
export function logOutPage(email: string, csrf: string): string {
  return page(
    'Log out',
    `<h1>Log out?</h1>
<p>You are logged in as <strong>${escapeHtml(email)}</strong>. Apps that you have allowed keep their access.</p>
<form method="post">${hidden(csrf)}<div class="actions"><button name="action" value="logout">Log out</button></div></form>`,
  );
}

/** Renders the confirmation of a log-out. */
export function loggedOutPage(): string {
  return page('Logged out', '<h1>You are logged out</h1><p class="note">You can close this page.</p>');
}

/** Renders an error message. */
export function errorPage(message: string): string {
  return page(
    'Error',
    `<h1>Something went wrong</h1><p class="alert" role="alert">${escapeHtml(message)}</p>`,
  );
}

/**
 * Renders a page that navigates to a URL. A redirect would not work: Chromium checks every redirect
 * after a form submission against `form-action`, and the redirects of a client's callback are
 * unknown.
 */
export function redirectPage(to: string): string {
  const address = escapeHtml(to);
  return page(
    'Redirecting',
    `<h1>Redirecting…</h1><p class="note">If nothing happens, <a href="${address}">continue</a>.</p>`,
    `<meta http-equiv="refresh" content="0;url=${address}">`,
  );
}

/** Headers of every page. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

function page(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">${head}
<title>${title} · Tributary</title><link rel="icon" href="${ICON}"><style>${STYLE}</style></head>
<body><main><p class="brand">${MARK}Tributary</p>
${body}
</main></body></html>
`;
}

function hidden(csrf: string): string {
  return `<input type="hidden" name="csrf" value="${escapeHtml(csrf)}">`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
