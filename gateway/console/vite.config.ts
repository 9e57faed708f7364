import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { persistedIds } from './persisted-ids.ts';

/** Addresses are relative: the gateway writes the base of the page, which depends on PUBLIC_URL. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [tailwindcss(), persistedIds()],
  build: { target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
});
