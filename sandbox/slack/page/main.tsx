import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { applyTheme, keptTheme } from './theme.js';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
applyTheme(keptTheme());
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
