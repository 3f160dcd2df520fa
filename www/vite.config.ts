import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The console: static files under relative addresses, so that they work from any path of any host. */
export default defineConfig({
  root: here,
  base: "./",
  plugins: [react()],
  // The server puts a new one into each page it sends, and into the page's policy; elsewhere it does no harm.
  html: { cspNonce: "CONSOLE_STYLE_NONCE" },
  resolve: {
    alias: { hashrange: fileURLToPath(new URL("../pkg/browser.js", import.meta.url)) },
  },
  build: {
    outDir: fileURLToPath(new URL("./dist", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    // Mantine needs light-dark() as it is: a lowered form would not follow the switch.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The editor and the AWS SDK are chunks of their own, loaded when they are first needed.
    chunkSizeWarningLimit: 900,
  },
});
