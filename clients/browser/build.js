// Makes dist/sluice.min.js of what is public in sluice.js: esbuild leaves out the rest and shortens the names of the inside,
// terser makes it small.
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";

const bundled = await build({
  stdin: { contents: 'export { connect, open, SluiceError } from "./sluice.js";', resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
  bundle: true,
  format: "esm",
  target: "es2022",
  mangleProps: /^_/,
  write: false,
});
const { code } = await minify(bundled.outputFiles[0].text, {
  module: true,
  compress: { ecma: 2022, passes: 4, unsafe: true, unsafe_arrows: true, unsafe_methods: true, pure_getters: true },
});
await mkdir(new URL("dist", import.meta.url), { recursive: true });
await writeFile(new URL("dist/sluice.min.js", import.meta.url), code);
