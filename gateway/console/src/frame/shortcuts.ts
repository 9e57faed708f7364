import { useEffect } from 'react';

/** Keys of a page, by what the browser calls them, and what they do. */
export type Shortcuts = Readonly<Record<string, () => void>>;

const EDITABLE = 'input, textarea, select, [contenteditable="true"]';

/** Runs shortcuts while nobody types and no dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const action = shortcuts[event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [shortcuts]);
}

function isTyping({ target }: KeyboardEvent): boolean {
  const isEditable = target instanceof Element && target.matches(EDITABLE);
  return isEditable || document.querySelector('dialog[open]') !== null;
}
