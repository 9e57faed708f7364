import { alertHtml, escapeHtml, fieldsHtml, hidden, page } from './layout.ts';

/** What a person has entered into the form of a link. */
export interface AccountEntries {
  readonly workspace: string;
  readonly email: string;
  readonly name: string;
}

/** What the form of a link asks for. */
export interface AccountForm {
  readonly kind: 'invitation' | 'password' | 'owner';
  /** Name of the workspace; null if the person has to choose one. */
  readonly workspace: string | null;
  /** Email address of the account; null if the person has to enter it. */
  readonly email: string | null;
  readonly csrf: string;
}

const NEW_PASSWORD = {
  name: 'password',
  label: 'Password',
  type: 'password',
  autocomplete: 'new-password',
  minLength: 12,
  maxLength: 256,
  hint: 'At least 12 characters.',
} as const;

/** Renders the form of an invitation, of the first owner, or for a new password. */
export function accountPage(
  { kind, workspace, email, csrf }: AccountForm,
  entries?: AccountEntries,
  alert?: string,
): string {
  const isNew = kind !== 'password';
  const heading = isNew ? 'Create your account' : 'Set a new password';
  const fields = [
    ...(workspace === null ? [workspaceField(entries)] : []),
    emailField(email, entries),
    ...(isNew ? [nameField(entries)] : []),
    NEW_PASSWORD,
  ];
  return page(
    heading,
    `<h1>${heading}</h1>
${workspace === null ? '' : `<p>${isNew ? 'You join' : 'For'} the workspace <strong>${escapeHtml(workspace)}</strong>.</p>`}
${alertHtml(alert)}<form method="post">${hidden(csrf)}
${fieldsHtml(fields, { invalid: alert !== undefined })}
<div class="actions"><button>${isNew ? 'Create account' : 'Set password'}</button></div>
</form>`,
  );
}

function workspaceField(entries?: AccountEntries) {
  return {
    name: 'workspace',
    label: 'Workspace',
    autocomplete: 'organization',
    maxLength: 63,
    value: entries?.workspace ?? '',
    hint: 'A short name for your team: a-z, 0-9 and "-".',
  };
}

/** The address of an existing or invited account is shown, so that password managers store it. */
function emailField(fixed: string | null, entries?: AccountEntries) {
  return {
    name: 'email',
    label: 'Email',
    type: 'email',
    autocomplete: 'username',
    maxLength: 320,
    value: fixed ?? entries?.email ?? '',
    readOnly: fixed !== null,
  } as const;
}

function nameField(entries?: AccountEntries) {
  return {
    name: 'name',
    label: 'Full name',
    autocomplete: 'name',
    maxLength: 200,
    value: entries?.name ?? '',
  };
}

/** Renders the form by which a logged-in user changes the password. */
export function passwordPage(email: string, csrf: string, alert?: string): string {
  const current = {
    name: 'current',
    label: 'Current password',
    type: 'password',
    autocomplete: 'current-password',
    maxLength: 256,
  } as const;
  return page(
    'Change password',
    `<h1>Change password</h1>
<p>A new password logs you out of every browser.</p>
${alertHtml(alert)}<form method="post">${hidden(csrf)}
${fieldsHtml([emailField(email), current, { ...NEW_PASSWORD, label: 'New password' }], { invalid: alert !== undefined })}
<div class="actions"><button>Change password</button></div>
</form>`,
  );
}

/** Renders the confirmation that a password was set, with a link to the console. */
export function passwordSetPage(heading: string, consoleUrl: string | null): string {
  const next =
    consoleUrl === null
      ? '<p class="note">You can close this page.</p>'
      : `<p><a href="${escapeHtml(consoleUrl)}">Log in</a></p>`;
  return page(heading, `<h1>${heading}</h1>${next}`);
}
