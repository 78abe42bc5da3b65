/**
 * The client's build: one page, everything in the bundle, nothing from outside (planning offices sit on closed networks).
 * `npm run build` writes dist/client, which the server serves; `npx vite client` serves the sources against a running server.
 */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // MapLibre's worker is a module and imports a shared one.
  worker: { format: "es" },
  build: {
    outDir: "../dist/client",
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    chunkSizeWarningLimit: 2500,
  },
  // The server answers only pages of its own host, so the host stays the page's.
  server: { proxy: { "/api": { target: process.env.API ?? "http://127.0.0.1:8080", changeOrigin: false } } },
});
