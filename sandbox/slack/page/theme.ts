/** Light, dark, or as the system says: kept in the browser. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'theme';
const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

export function keptTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Applies it; the style sheets read it from the root. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function nextTheme(theme: Theme): Theme {
  const next = NEXT[theme];
  localStorage.setItem(KEY, next);
  applyTheme(next);
  return next;
}
