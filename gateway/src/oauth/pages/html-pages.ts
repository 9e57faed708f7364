import type { Resource } from '../../access/index.ts';
import { alertHtml, escapeHtml, fieldsHtml, hidden, page } from './layout.ts';
import { isChange, scopeLabel } from './scope-labels.ts';
import { TICK } from './style.ts';

/** Data shown on every page of an interaction. */
export interface PageContext {
  /** Name of the client; null for the console, which is part of the product. */
  readonly client: string | null;
  /** Name of the workspace; null if the user has to enter it. */
  readonly workspace: string | null;
  /** Token that ties the form to this interaction. */
  readonly csrf: string;
}

/** What a user has entered into the log-in form. */
export interface LogInEntries {
  readonly workspace: string;
  readonly email: string;
}

/** Renders the log-in form. */
export function logInPage(context: PageContext, entries?: LogInEntries, alert?: string): string {
  const { client, workspace, csrf } = context;
  const named = {
    name: 'workspace',
    label: 'Workspace',
    autocomplete: 'organization',
    maxLength: 63,
    value: entries?.workspace ?? '',
  };
  const email = {
    name: 'email',
    label: 'Email',
    type: 'email',
    autocomplete: 'username',
    maxLength: 320,
    value: entries?.email ?? '',
  } as const;
  const password = {
    name: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'current-password',
    maxLength: 256,
  } as const;
  const fields = [...(workspace === null ? [named] : []), email, password];
  const cancel =
    client === null
      ? ''
      : '\n<button class="quiet" name="action" value="deny" formnovalidate>Cancel</button>';
  return page(
    alert ? 'Login failed' : 'Log in',
    `<h1>Log in</h1>
${purposeHtml(context)}
${alertHtml(alert)}<form method="post">${hidden(csrf)}
${fieldsHtml(fields, { invalid: alert !== undefined })}
<div class="actions"><button name="action" value="login">Log in</button>${cancel}</div>
</form>`,
  );
}

/** Renders why the user is asked to log in. */
function purposeHtml({ client, workspace }: PageContext): string {
  const where = workspace === null ? '' : ` the workspace <strong>${escapeHtml(workspace)}</strong>`;
  if (client !== null) return `<p><strong>${escapeHtml(client)}</strong> wants to access${where}.</p>`;
  return where ? `<p>To${where}.</p>` : '';
}

/** What a user is asked to allow: the scopes of a client for a resource. */
export interface RequestedAccess {
  readonly scopes: readonly string[];
  readonly resource: Resource;
}

/** Renders the consent form; `destination` is the host that the user returns to. */
export function consentPage(
  { client, workspace, csrf }: PageContext,
  email: string,
  { scopes, resource }: RequestedAccess,
  destination: string,
): string {
  return page(
    'Allow access',
    `<h1>Allow ${escapeHtml(client ?? '')}?</h1>
<p>It will be able to do this in the workspace <strong>${escapeHtml(workspace ?? '')}</strong>:</p>
${scopesHtml({ scopes, resource })}
<form method="post">${hidden(csrf)}
<p class="note">You are logged in as ${escapeHtml(email)}. <button class="link" name="action" value="switch">Use another account</button></p>
<p class="note">You will be redirected to ${escapeHtml(destination)}.</p>
<div class="actions"><button name="action" value="allow">Allow</button>
<button class="quiet" name="action" value="deny">Deny</button></div>
</form>`,
  );
}

/** Renders what a client will be able to do; changes come first, because they matter most. */
function scopesHtml({ scopes, resource }: RequestedAccess): string {
  const listOf = (some: readonly string[]) =>
    `<ul class="scopes">${some.map((scope) => `<li>${TICK}${escapeHtml(scopeLabel(scope, resource))}</li>`).join('')}</ul>`;
  const [changes, reads] = [scopes.filter(isChange), scopes.filter((scope) => !isChange(scope))];
  if (changes.length === 0 || reads.length === 0) return listOf(scopes);
  return `<h2>Change</h2>${listOf(changes)}<h2>View</h2>${listOf(reads)}`;
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

/** Renders the confirmation of a log-out, with a link to the console if it is served. */
export function loggedOutPage(consoleUrl: string | null): string {
  return page(
    'Logged out',
    `<h1>You are logged out</h1>${
      consoleUrl === null
        ? '<p class="note">You can close this page.</p>'
        : `<p><a href="${escapeHtml(consoleUrl)}">Log in again</a></p>`
    }`,
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
