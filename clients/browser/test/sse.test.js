// The scenarios without WebSocket, in node.
import { after, before, test } from "node:test";

import "./page.js";
import { connect, open } from "../sluice.js";
import { both, sessions } from "./scenarios.js";
import { Server } from "./server.js";

const server = new Server();
const absolute = path => `http://127.0.0.1:${server.port}${path}`;

before(() => server.listen());
after(() => server.close());

const offline = is => {
  navigator.onLine = !is;
  dispatchEvent(new Event(is ? "offline" : "online"));
};

for (const [name, scenario] of Object.entries({ ...both, ...sessions })) {
  test(name, { timeout: 60000 }, async () => {
    server.reset();
    const made = [];
    const end = one => (made.push(one), one);
    try {
      await scenario({
        connect: (path, options) => connect(absolute(path), options),
        open: (path, options) => open(absolute(path), options),
        server,
        end,
        offline,
      });
    } finally {
      offline(false);
      for (const one of made) one.close();
      server.cut();
    }
  });
}
