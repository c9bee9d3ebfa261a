// The scenarios in Debian's Chromium, with the small module: by WebSocket, and where that is blocked.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { both, sessions, sockets } from "./scenarios.js";
import { Server } from "./server.js";

const CHROMIUM = "/usr/bin/chromium";
const here = existsSync(CHROMIUM);
if (!here && process.env.CI === "true") throw new Error("needs " + CHROMIUM);

const read = file => readFile(new URL(file, import.meta.url));

const PAGE = `<!doctype html><link rel="icon" href="data:,"><script type="module">
import * as scenarios from "/scenarios.js";

const there = "http://127.0.0.1:" + location.search.slice(1);
const call = async (name, ...args) => (await fetch("/do/" + name, { method: "POST", body: JSON.stringify(args) })).json();
const server = new Proxy({}, { get: (_, name) => (...args) => call(name, ...args) });

let isOffline = false;
Object.defineProperty(navigator, "onLine", { get: () => !isOffline });
const offline = is => {
  isOffline = is;
  dispatchEvent(new Event(is ? "offline" : "online"));
};

for (let n = 0, job; (job = await server.job()); n++) {
  const [group, name, faults] = job;
  await server.reset();
  await server.fault(faults);
  const { connect, open } = await import("/sluice.js?" + n); // which knows nothing yet
  const made = [];
  const end = one => (made.push(one), one);
  let error = null;
  try {
    await scenarios[group][name]({
      connect: path => connect(there + path),
      open: (path, options) => open(there + path, options),
      server,
      end,
      offline,
    });
  } catch (e) {
    error = e.stack;
  }
  offline(false);
  for (const one of made) one.close();
  await server.report(error);
}
</script>`;

const jobs = [
  ...Object.keys(both).map(name => ["both", name, {}]),
  ...Object.keys(sockets).map(name => ["sockets", name, {}]),
  ...[["both", both], ["sessions", sessions]].flatMap(([group, all]) =>
    Object.keys(all).map(name => [group, name, { upgrades: "refuse" }])),
];

test("in Chromium", { skip: !here && "needs " + CHROMIUM }, async t => {
  const server = new Server({
    "/": ["text/html", PAGE],
    "/scenarios.js": ["text/javascript", await read("scenarios.js")],
    "/sluice.js": ["text/javascript", await read("../dist/sluice.min.js")],
  });
  await server.listen();
  await once(server.page.listen(0, "127.0.0.1"), "listening");
  const profile = await mkdtemp(join(tmpdir(), "sluice-"));
  const chromium = spawn(CHROMIUM, ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
    "--user-data-dir=" + profile, `http://127.0.0.1:${server.page.address().port}/?${server.port}`], { stdio: "ignore" });
  try {
    for (const job of jobs) {
      const [, name, { upgrades }] = job;
      await t.test(name + (upgrades ? ", WebSocket being blocked" : ""), { timeout: 60000 }, async () => {
        const done = new Promise((go, fail) => {
          server.job = () => {
            server.job = () => new Promise(resolve => (next = resolve));
            return job;
          };
          server.report = error => (error ? fail(new Error(error)) : go());
        });
        next?.(server.job());
        next = undefined;
        await done;
      });
    }
  } finally {
    server.job = () => null;
    next?.(null);
    chromium.kill();
    await once(chromium, "exit");
    server.page.closeAllConnections();
    server.page.close();
    await server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

let next; // the page waits for a job
