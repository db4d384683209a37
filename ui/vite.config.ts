// How the interface is built. Two builds come from one source: the desktop's (dist, talks to its host) and the browser's
// (VITE_BROWSER=1, dist-browser, talks to a workspace on loopback). The fixtures plugin exists while developing only; it
// is never part of a build.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { fixtures } from './vite/fixtures.ts';

// Two fixture servers may run side by side; each keeps its own cache of prepared packages.
const port = process.argv.includes('--port') ? process.argv[process.argv.lastIndexOf('--port') + 1] : 'dev';

export default defineConfig(({ command }) => ({
  base: '/',
  cacheDir: `node_modules/.vite/${port}`,
  plugins: [react(), ...(command === 'serve' && process.env['FIXTURES'] === '1' ? [fixtures()] : [])],
  clearScreen: false,
  server: { host: '127.0.0.1', port: 5173, strictPort: true, hmr: { overlay: false } },
  build: {
    target: 'es2022',
    // Inlined assets become data: URLs, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  test: { environment: 'node', testTimeout: 30_000, include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
}));
