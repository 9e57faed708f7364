export { AppFrame } from './app-frame.tsx';
export { FailedPage, FailedStart, UnknownPage } from './failed-page.tsx';
export { useNotify } from './notices.tsx';
export { Page, useDocumentTitle } from './page.tsx';
export { type Shortcuts, useShortcuts } from './shortcuts.ts';
export { applyTheme } from './theme.ts';
export { useNotifiedAction } from './use-notified-action.ts';
export { useFrame } from './viewer.ts';
