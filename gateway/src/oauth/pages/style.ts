import { createHash } from 'node:crypto';

/**
 * Style of the pages, in light and dark and from a phone's width up. Colours satisfy WCAG AA: a
 * contrast of at least 4.5:1 for text, and 3:1 for the edges of fields and the focus ring.
 */
export const STYLE = `:root{color-scheme:light dark;--ground:#f3f5f8;--card:#fff;--text:#1a1f26;--quiet:#56606c;--line:#d9dee5;--edge:#76818f;--main:#1d4ed8;--on-main:#fff;--wrong:#b42318;--wrong-ground:#fef1f0}
@media(prefers-color-scheme:dark){:root{--ground:#0e1116;--card:#171b22;--text:#e8ebf0;--quiet:#a3adba;--line:#2b323c;--edge:#7d8896;--main:#8fb4ff;--on-main:#0b1530;--wrong:#ffb4ab;--wrong-ground:#3a1b1a}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;align-content:center;padding:1rem;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
main{width:100%;max-width:27rem;margin:0 auto;padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;box-shadow:0 1px 2px #0001,0 12px 32px #0000000f}
.brand{display:flex;align-items:center;gap:.5rem;margin:0 0 1.5rem;font-weight:600}
.brand svg{width:1.5rem;height:1.5rem;color:var(--main)}
h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25}
h2{margin:0 0 .375rem;color:var(--quiet);font-size:.875rem}
p{margin:0 0 1rem}
label{display:block;margin:1rem 0 .375rem;font-weight:600}
input{width:100%;padding:.625rem .75rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--edge);border-radius:.5rem}
button{width:100%;min-height:2.75rem;padding:.5rem 1rem;font:inherit;font-weight:600;border:1px solid var(--main);border-radius:.5rem;background:var(--main);color:var(--on-main);cursor:pointer}
button:hover{filter:brightness(1.08)}
button.quiet{background:none;border-color:var(--edge);color:inherit}
button.link{width:auto;min-height:0;padding:.125rem 0;background:none;border:0;color:var(--main);font-weight:400;text-decoration:underline}
a{color:var(--main)}
:focus-visible{outline:3px solid var(--main);outline-offset:2px}
.actions{display:grid;gap:.75rem;margin-top:1.5rem}
.scopes{margin:0 0 1.25rem;padding:.375rem 0;list-style:none;border:1px solid var(--line);border-radius:.5rem;font-size:.9375rem;line-height:1.375rem}
.scopes li{display:flex;gap:.5rem;padding:.25rem .75rem}
.scopes svg{flex:none;width:1.125rem;height:1.375rem;color:var(--main)}
.hint{margin:.375rem 0 0;color:var(--quiet);font-size:.875rem}
.note{margin:0;color:var(--quiet);font-size:.875rem}
.note+.note{margin-top:.25rem}
.alert{margin:0 0 1rem;padding:.625rem .75rem;border-left:4px solid var(--wrong);border-radius:.25rem;background:var(--wrong-ground);color:var(--wrong);font-weight:600}
@media(max-width:24rem){main{padding:1.5rem 1.25rem}}
@media(min-width:25rem){.actions{grid-template-columns:1fr 1fr}.actions :only-child{grid-column:1/-1}}`;

/** Hash of the style for the Content-Security-Policy. */
export const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** The product's logo: streams that join. */
export const MARK =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.25" stroke-linecap="round" aria-hidden="true"><path d="M12 22v-7M12 15c0-5-7-4-7-12M12 15c0-5 7-4 7-12M12 15V3"/></svg>';

/** Check mark in front of a granted permission. */
export const TICK =
  '<svg viewBox="0 0 20 24" fill="none" stroke="currentColor" stroke-width="2.25" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m4 12.5 4 4 8-9"/></svg>';

/** The logo as a data URL, which needs no request. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  MARK.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ').replace('currentColor', '#1d4ed8'),
)}`;
