/** A file that the page loads. Its name contains a hash of its bytes, so it is immutable. */
export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

/** The files of the page by name, and the names of those that the page references directly. */
export interface Assets {
  readonly files: ReadonlyMap<string, Asset>;
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
}

/**
 * The editor fills the window; the heading is for screen readers and search engines. Line numbers
 * and green brackets are darkened, because the editor's own have a contrast below 4.5.
 */
export const pageStyle = `html,body,main,#root{height:100%;margin:0}
h1.page-title{position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.graphiql-container .graphiql-session-header .graphiql-logo{color:hsl(var(--color-neutral))}
.graphiql-container .monaco-editor .line-numbers{color:hsl(var(--color-neutral))!important;opacity:1}
.graphiql-container .monaco-editor.vs .bracket-highlighting-1{color:#267326}
`;

/** Settings of GraphiQL. */
const SETTINGS = {
  title: 'Tributary',
  endpoint: '/graphql',
  headers: JSON.stringify({ 'X-API-Key': '' }),
  defaultQuery: '{\n  viewer {\n    workspace {\n      name\n    }\n  }\n}\n',
};

/**
 * Returns the script that starts GraphiQL and configures the URLs of its editor's workers. GraphiQL
 * gives the role `tab` to the list item around a tab's button, which hides the button from screen
 * readers, so the script moves the role to the button. It also hides drawings without a name from
 * them.
 */
export function startScript(workers: Readonly<Record<string, string>>): string {
  return `const workers = ${JSON.stringify(workers)};
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_, label) => workers[label] };
const root = document.querySelector('#root');
const observer = new MutationObserver(() => {
  for (const item of root.querySelectorAll('.graphiql-tab[aria-selected]')) {
    item.setAttribute('role', 'presentation');
    const button = item.querySelector('.graphiql-tab-button');
    button.setAttribute('role', 'tab');
    button.setAttribute('aria-selected', item.getAttribute('aria-selected'));
    item.removeAttribute('aria-selected');
  }
  for (const drawing of root.querySelectorAll('svg:not([aria-hidden], [aria-label], :has(title))'))
    drawing.setAttribute('aria-hidden', 'true');
});
observer.observe(root, { subtree: true, childList: true, attributeFilter: ['aria-selected'] });
YogaGraphiQL.renderYogaGraphiQL(root, ${JSON.stringify(SETTINGS)});
`;
}

const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1d4ed8" stroke-width="2.25" stroke-linecap="round"><path d="M12 22v-7M12 15c0-5-7-4-7-12M12 15c0-5 7-4 7-12M12 15V3"/></svg>',
)}`;

/** Renders the page, which contains no inline script or style. */
export function graphiqlPage({ styles, scripts }: Assets): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Tributary</title><link rel="icon" href="${ICON}">
${styles.map((path) => `<link rel="stylesheet" href="${path}">`).join('\n')}
${scripts.map((path) => `<script defer src="${path}"></script>`).join('\n')}
</head>
<body class="no-focus-outline"><main><h1 class="page-title">Tributary GraphQL explorer</h1>
<noscript>GraphiQL needs JavaScript. The GraphQL endpoint is at this address.</noscript>
<div id="root"></div></main></body></html>
`;
}

/**
 * Headers of the page. The editor creates style elements and attributes as it measures text, so the
 * policy must allow inline styles; scripts, workers and requests are limited to the gateway's
 * origin.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  // Revalidated on every load, so that the page never references assets of another version.
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
