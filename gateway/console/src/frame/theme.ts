const KEY = 'tributary.theme';

/** Applies the colours that the person has chosen; the system's colours otherwise. */
export function applyTheme(): void {
  const chosen = localStorage.getItem(KEY);
  if (chosen) document.documentElement.dataset['theme'] = chosen;
}

/** Switches from the current colours to the others, and remembers it in this browser. */
export function nextTheme(): void {
  const { theme } = document.documentElement.dataset;
  const isDark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  localStorage.setItem(KEY, isDark ? 'light' : 'dark');
  applyTheme();
}
