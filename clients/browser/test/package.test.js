import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { promisify } from "node:util";

const root = new URL("..", import.meta.url);
const text = file => readFile(new URL(file, root), "utf8");

test("is smaller than 8 KiB", async () => {
  const { length } = await readFile(new URL("dist/sluice.min.js", root));
  assert.ok(length < 8192, `${length} bytes, and the limit is 8191`);
});

test("the small module has what the types say, and so has the other one", async () => {
  const declared = [...(await text("sluice.d.ts")).matchAll(/^export (?:function|class) (\w+)/gm)].map(([, name]) => name).sort();
  assert.deepEqual(Object.keys(await import("../dist/sluice.min.js")).sort(), declared);
  const all = Object.keys(await import("../sluice.js"));
  assert.deepEqual(declared.filter(name => !all.includes(name)), []);
});

test("depends on nothing", async () => {
  assert.doesNotMatch(await text("sluice.js"), /\bimport\b|\brequire\b/);
  const { dependencies, peerDependencies } = JSON.parse(await text("package.json"));
  assert.deepEqual([dependencies, peerDependencies], [undefined, undefined]);
});

test("packs the modules, the types and what goes with them", async () => {
  const { stdout } = await promisify(execFile)("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root });
  const report = JSON.parse(stdout);
  const [{ files }] = Array.isArray(report) ? report : Object.values(report);
  const paths = files.map(({ path }) => path).sort();
  assert.deepEqual(paths, ["README.md", "dist/sluice.min.js", "package.json", "sluice.d.ts", "sluice.js"]);
});

test("the lock file names no registry but the public one", async () => {
  const hosts = [...(await text("package-lock.json")).matchAll(/https?:\/\/([^/"]+)/g)].map(([, host]) => host);
  assert.deepEqual(hosts.filter(host => host !== "registry.npmjs.org" && !host.endsWith("opencollective.com")), []);
});
