import { ICON, MARK, STYLE, STYLE_HASH } from './style.ts';

/** Headers of every page. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Renders a page around its body. */
export function page(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">${head}
<title>${title} · Tributary</title><link rel="icon" href="${ICON}"><style>${STYLE}</style></head>
<body><main><p class="brand">${MARK}Tributary</p>
${body}
</main></body></html>
`;
}

/** Renders an error message below a heading that says what failed. */
export function errorPage(message: string, heading = 'Something went wrong'): string {
  return page(
    'Error',
    `<h1>${escapeHtml(heading)}</h1><p class="alert" role="alert">${escapeHtml(message)}</p>`,
  );
}

/** A text field of a form. */
interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly autocomplete: string;
  readonly maxLength: number;
  readonly minLength?: number;
  readonly value?: string;
  readonly hint?: string;
  readonly readOnly?: boolean;
}

/** Renders fields; the first one that is empty has the focus. `invalid` marks them all as wrong. */
export function fieldsHtml(fields: readonly Field[], { invalid = false } = {}): string {
  const focused = fields.find(({ value = '' }) => value === '');
  return fields.map((field) => fieldHtml(field, field === focused, invalid)).join('\n');
}

function fieldHtml(field: Field, isFocused: boolean, invalid: boolean): string {
  const { name, label, type = 'text', autocomplete, maxLength, minLength, value = '', hint } = field;
  const described = [...(invalid ? ['alert'] : []), ...(hint ? [`${name}-hint`] : [])].join(' ');
  const attributes = [
    ' required',
    field.readOnly ? ' readonly' : '',
    minLength === undefined ? '' : ` minlength="${minLength}"`,
    ` maxlength="${maxLength}"`,
    value === '' ? '' : ` value="${escapeHtml(value)}"`,
    invalid ? ' aria-invalid="true"' : '',
    described === '' ? '' : ` aria-describedby="${described}"`,
    isFocused ? ' autofocus' : '',
  ].join('');
  return `<label for="${name}">${escapeHtml(label)}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}"${attributes}>${
    hint ? `\n<p class="hint" id="${name}-hint">${escapeHtml(hint)}</p>` : ''
  }`;
}

/** Renders the message of a form that was refused; empty without one. */
export function alertHtml(alert: string | undefined): string {
  return alert ? `<p class="alert" id="alert" role="alert">${escapeHtml(alert)}</p>\n` : '';
}

/** Renders the CSRF token of a form. */
export function hidden(csrf: string): string {
  return `<input type="hidden" name="csrf" value="${escapeHtml(csrf)}">`;
}

/** Escapes text for HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
