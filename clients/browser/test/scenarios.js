// What the client does with the server of server.js; runs in a browser's page and, without WebSocket, in node.

const sleep = time => new Promise(go => setTimeout(go, time));

export const until = async (what, condition) => {
  for (const end = Date.now() + 15000; Date.now() < end; await sleep(10)) if (await condition()) return;
  throw new Error("waited in vain until " + what);
};

export const equal = (actual, expected) => {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`expected ${b}, but got ${a}`);
};

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => `m${from + i}`);

const next = async stream => (await stream[Symbol.asyncIterator]().next()).value;

/** Collects what a stream tells, gaps as ["gap", missed]. */
const listen = stream => {
  const got = [];
  stream.addEventListener("message", ({ data }) => got.push(data));
  stream.addEventListener("gap", ({ missed }) => got.push(["gap", missed]));
  return got;
};

const isOpen = stream => until(stream.target + " is open", () => stream.state === "open");

const closing = stream => new Promise(go => stream.addEventListener("close", ({ code, reason, failed }) => go([code, reason, failed])));

const failure = async promise => {
  try {
    await promise;
  } catch (error) {
    return [error.name, error.code];
  }
  return "none";
};

/** By name; those in `sockets` need WebSocket, those in `both` run with it and without it. */
export const both = {
  async "one channel: gets what is published, in order, and resumes after each break"({ open, server, end }) {
    const stream = end(open("/topic"));
    const got = listen(stream);
    await isOpen(stream);
    for (let i = 0; i < 4; i++) {
      await server.publish("/topic", ...range(10 * i + 1, 10 * i + 10));
      await until("they came", () => got.length === 10 * i + 10);
      await server.cut();
      await server.publish("/topic", ...range(10 * i + 101, 10 * i + 101));
      await until("what was missed came", () => got.length === 10 * i + 11);
      equal(got.pop(), `m${10 * i + 101}`);
    }
    equal(got, range(1, 40));
    const [epoch, offset] = stream.cursor.split("-");
    equal([epoch.length, offset], [7, "44"]);
  },

  async "one channel: goes on behind a given cursor"({ open, server, end }) {
    const first = end(open("/topic"));
    const got = listen(first);
    await isOpen(first);
    await server.publish("/topic", ...range(1, 3));
    await until("they came", () => got.length === 3);
    const { cursor } = first;
    first.close();
    await server.publish("/topic", ...range(4, 6));
    const more = listen(end(open("/topic", { cursor })));
    await until("the others came", () => more.length === 3);
    equal(more, range(4, 6));
  },

  async "one channel: tells of a gap in order, and after a restart"({ open, server, end }) {
    const stream = end(open("/topic"));
    const got = listen(stream);
    await isOpen(stream);
    await server.publish("/topic", ...range(1, 3));
    await until("they came", () => got.length === 3);
    await server.restart(100);
    await until("it tells of the gap", () => got.length === 4);
    await server.publish("/topic", ...range(4, 5));
    await until("it goes on", () => got.length === 6);
    equal(got, [...range(1, 3), ["gap", null], ...range(4, 5)]);
  },

  async "one channel: echoes, two-way, and is told that nobody knows what came in between"({ open, server, end }) {
    const stream = end(open("/echo"));
    const got = listen(stream);
    for (const text of range(1, 30)) stream.send(text);
    await until("all came back", () => got.length === 30);
    equal(got, range(1, 30));
    await server.restart(50);
    await until("it is told of a gap", () => got.length === 31);
    stream.send("again");
    await until("the echo", () => got.length === 32);
    equal(got.slice(30), [["gap", null], "again"]);
  },

  async "shared: many streams, each with its own messages, ends and limits"({ connect, server, end }) {
    const live = end(connect("/live"));
    const streams = ["/topic?a", "/topic?b=1", "/topic2", "/echo"].map(target => live.subscribe(target));
    const got = streams.map(listen);
    await Promise.all(streams.map(isOpen));
    await server.publish("/topic", ...range(1, 20));
    await server.publish("/topic2", "other");
    streams[3].send("hello");
    await until("all came", () => got.flat().length === 42);
    equal(got, [range(1, 20), range(1, 20), ["other"], ["hello"]]);
    streams[1].close();
    const again = live.subscribe("/topic?b=1");
    const more = listen(again);
    await isOpen(again);
    await server.publish("/topic", "last");
    await until("it came", () => more.length === 1 && got[0].length === 21);
    equal([got[1].length, more], [20, ["last"]]);
    equal(await failure((async () => live.subscribe("/echo"))()), ["Error", 1002]);
  },

  async "shared: all streams come back after a break, without a gap and without a repeat"({ connect, server, end }) {
    const live = end(connect("/live"));
    const streams = Array.from({ length: 20 }, (_, i) => live.subscribe("/topic?" + i, { credit: 4 }));
    const got = streams.map(listen);
    await Promise.all(streams.map(isOpen));
    for (let i = 0; i < 5; i++) {
      await server.publish("/topic", ...range(10 * i + 1, 10 * i + 5));
      await server.cut();
      await server.publish("/topic", ...range(10 * i + 6, 10 * i + 10));
      await until("all came", () => got.every(each => each.length === 10 * i + 10));
    }
    for (const each of got) equal(each, range(1, 50));
  },

  async "shared: a stream that nobody reads holds no other one up, and gives no more credit"({ connect, server, end }) {
    const live = end(connect("/live"));
    const slow = live.subscribe("/topic?slow", { credit: 4 });
    const quick = live.subscribe("/topic?quick", { credit: 4 });
    await Promise.all([slow, quick].map(isOpen));
    const got = listen(quick);
    await server.publish("/topic", ...range(1, 40));
    await until("all came", () => got.length === 40);
    equal((await server.look("frames")).filter(frame => frame.startsWith("credit /topic?slow")), []);
    await server.cut();
    const late = [];
    for await (const message of slow) if (late.push(message) === 40) break;
    equal(late, range(1, 40));
    await server.publish("/topic", "m41");
    equal(await next(slow), "m41");
  },

  async "shared: sends no more messages than it has credit for, and queues what is sent before it is open"({ connect, server, end }) {
    const live = end(connect("/live"));
    const echo = live.subscribe("/echo");
    for (const text of range(1, 100)) echo.send(text);
    equal(echo.waiting(), 100);
    const got = listen(echo);
    await until("all came back", () => got.length === 100);
    equal(got, range(1, 100));
    equal(echo.waiting(), 0);
  },

  async "shared: refuses to queue without end"({ connect, server, end }) {
    await server.fault({ upgrades: "refuse", status: 503 });
    const echo = end(connect("/live")).subscribe("/echo");
    for (let i = 0; i < 1000; i++) echo.send("x");
    equal(await failure((async () => echo.send("y"))()), ["Error", 1013]);
  },

  async "shared: is refused for good, or comes back when the server says"({ connect, end }) {
    const live = end(connect("/live"));
    equal(await closing(live.subscribe("/secret")), [403, "not for you", true]);
    const later = live.subscribe("/later");
    await isOpen(later);
    try {
      for await (const message of live.subscribe("/secret")) equal(message, "none");
      throw new Error("nothing was thrown");
    } catch ({ code }) {
      equal(code, 403);
    }
  },

  async "asks and answers, both ways"({ connect, server, end }) {
    const echo = end(connect("/live")).subscribe("/echo");
    const early = echo.request("time");
    equal(await early, "noon");
    equal(await failure(echo.request("what?")), ["Error", 404]);
    equal((await failure(echo.request("never", { timeout: 50 })))[0], "TimeoutError");
    const control = new AbortController();
    const given = echo.request("never", { signal: control.signal });
    setTimeout(() => control.abort(), 50);
    equal((await failure(given))[0], "AbortError");
    await until("the server knows", async () => (await server.look("cancelled")).length === 2);
    equal(await failure(echo.request("ask me")), ["Error", 500]);
    echo.answer(async (question, signal) => `${question} ${signal.aborted}`);
    equal(await echo.request("ask me"), "you are who are you? false");
    echo.answer(() => {
      throw Object.assign(new Error("not today"), { code: 4007 });
    });
    equal(await failure(echo.request("ask me")), ["Error", 4007]);
  },

  async "says goodbye when it is closed, once"({ connect, server, end }) {
    const live = end(connect("/live"));
    const echo = live.subscribe("/echo");
    await isOpen(echo);
    const ends = [closing(live), closing(echo)];
    live.close();
    equal(await Promise.all(ends), [[1000, "", false], [1000, "", false]]);
    equal([live.state, live.protocol, echo.state], ["closed", "", "closed"]);
    const goodbyes = async () => (await server.look("frames")).filter(frame => /^(end|close) 1000$/.test(frame));
    await until("the server knows", async () => (await goodbyes()).length);
    equal((await goodbyes()).length, 1);
  },

  async "comes back when goodbye says so, and not before"({ connect, server, end }) {
    const live = end(connect("/live"));
    const stream = live.subscribe("/topic");
    const got = listen(stream);
    await isOpen(stream);
    const began = Date.now();
    await server.goodbye(700);
    await server.publish("/topic", "m1");
    await until("it came", () => got.length === 1);
    const waited = Date.now() - began;
    if (waited < 700) throw new Error(`came back after ${waited} ms`);
    equal(got, ["m1"]);
  },

  async "stays away when it is told to"({ connect, server, end }) {
    for (const [retry, code] of [["never", 1001], ["never", 4000]]) {
      const live = end(connect("/live"));
      const stream = live.subscribe("/topic");
      await isOpen(stream);
      const ended = closing(stream);
      await server.goodbye(retry, code);
      equal((await ended)[0], code);
      equal(live.state, "closed");
    }
  },

  async "pauses while the browser is offline"({ connect, server, end, offline }) {
    const live = end(connect("/live"));
    const stream = live.subscribe("/topic");
    const got = listen(stream);
    await isOpen(stream);
    offline(true);
    await until("it knows", () => live.state === "offline");
    const openings = (await server.look("openings")).length;
    await server.publish("/topic", "m1");
    await sleep(300); // as long as some attempts would take
    equal((await server.look("openings")).length, openings);
    equal(got, []);
    offline(false);
    await until("it came", () => got.length === 1);
    equal(stream.state, "open");
  },

  async "parses and formats, and ends at what cannot be parsed"({ open, server, end }) {
    const stream = end(open("/echo", { parse: JSON.parse, format: JSON.stringify }));
    stream.send({ text: "é€😀\n" });
    equal(await next(stream), { text: "é€😀\n" });
    const plain = end(open("/topic", { parse: JSON.parse }));
    await isOpen(plain);
    const ended = closing(plain);
    listen(plain);
    await server.publish("/topic", "{");
    equal(await ended, [1007, "cannot be parsed", true]);
  },
};

export const sockets = {
  async "takes WebSocket where it can"({ connect, server, end }) {
    const live = end(connect("/live"));
    await until("it is open", () => live.state === "open");
    equal(live.protocol, "websocket");
    equal(await server.look("openings"), ["websocket"]);
  },

  async "falls back where upgrades are refused, remembers it, and tells of it by its state"({ connect, server, end }) {
    await server.fault({ upgrades: "refuse" });
    const live = end(connect("/live"));
    const states = [];
    live.addEventListener("state", () => states.push(live.state + live.protocol));
    const echo = live.subscribe("/echo");
    echo.send("hello");
    equal(await next(echo), "hello");
    equal(states, ["opensse"]);
    equal(await server.look("openings"), ["websocket", "sse"]);
    const other = end(connect("/live"));
    await until("it is open", () => other.protocol === "sse");
    equal(await server.look("openings"), ["websocket", "sse", "sse"]);
  },

  async "falls back where connections are reset"({ connect, server, end }) {
    await server.fault({ upgrades: "reset" });
    const live = end(connect("/live"));
    await until("it is open", () => live.protocol === "sse");
  },

  async "falls back where a connection opens and dies"({ connect, server, end }) {
    await server.fault({ dies: true });
    const live = end(connect("/live"));
    await until("it is open by the other way", () => live.protocol === "sse");
  },

  async "falls back where nothing answers"({ connect, server, end }) {
    await server.fault({ swallow: true });
    const live = end(connect("/live"));
    await until("it is open", () => live.protocol === "sse");
  },

  async "falls back where a connection opens and swallows everything"({ connect, server, end }) {
    await server.fault({ mute: true });
    const live = end(connect("/live"));
    const echo = live.subscribe("/echo");
    await until("it is open by the other way", () => live.protocol === "sse" && echo.state === "open");
  },

  async "does not fall back because the server restarts"({ connect, server, end }) {
    const live = end(connect("/live"));
    const stream = live.subscribe("/topic");
    await isOpen(stream);
    for (let i = 0; i < 2; i++) {
      await server.restart(30);
      await until("it is back", () => live.state === "open");
      equal(live.protocol, "websocket");
      await isOpen(stream);
    }
  },

  async "tries WebSocket again when there is a network again"({ connect, server, end, offline }) {
    await server.fault({ upgrades: "refuse" });
    end(connect("/live"));
    const live = end(connect("/live"));
    await until("it is open", () => live.protocol === "sse");
    await server.fault({ upgrades: null });
    offline(true);
    offline(false);
    await server.goodbye(0);
    await until("it is open", () => live.protocol === "websocket");
  },

  async "resumes after a drop behind the n-th message"({ connect, server, end }) {
    const stream = end(connect("/live")).subscribe("/topic");
    const got = listen(stream);
    await isOpen(stream);
    for (const count of [1, 3, 7]) {
      await server.fault({ dropAfter: count });
      await server.publish("/topic", ...range(got.length + 1, got.length + 10));
      await until("all came", () => got.length % 10 === 0 && got.length);
    }
    equal(got, range(1, 30));
  },

  async "is told the status of a refusal that a page cannot see"({ connect, server, end }) {
    await server.fault({ upgrades: "refuse", status: 403 });
    equal(await closing(end(connect("/live"))), [403, "refused", true]);
  },

  async "gives an endpoint of one channel up while nobody takes its messages, and loses none"({ open, server, end }) {
    const stream = end(open("/topic", { credit: 2 }));
    await isOpen(stream);
    await server.publish("/topic", ...range(1, 300));
    await until("it is given up", () => stream.state === "waiting");
    const got = [];
    for await (const message of stream) if (got.push(message) === 300) break;
    equal(got, range(1, 300));
  },
};

export const sessions = {
  async "POST: all arrive once and in order, whatever fails"({ connect, server, end }) {
    await server.fault({ posts: true, events: 7 });
    const live = end(connect("/live"));
    const echo = live.subscribe("/echo");
    const got = listen(echo);
    for (const text of range(1, 200)) echo.send(text);
    await until("all came back", () => got.length === 200);
    equal(got, range(1, 200));
    equal(await server.look("received"), range(1, 200));
  },

  async "POST: sends the rest again to a handler that is behind"({ open, server, end }) {
    await server.fault({ behind: true });
    const stream = end(open("/echo"));
    const got = listen(stream);
    for (const text of range(1, 40)) stream.send(text);
    await until("all came back", () => got.length === 40);
    equal(await server.look("received"), range(1, 40));
  },

  async "POST: keeps to the largest body, and ends the stream at a message that fits none"({ connect, server, end }) {
    const live = end(connect("/live"));
    const echo = live.subscribe("/echo");
    const other = live.subscribe("/topic");
    await Promise.all([echo, other].map(isOpen));
    const got = listen(echo);
    for (let i = 0; i < 10; i++) echo.send("x".repeat(900));
    await until("all came back", () => got.length === 10);
    const ended = closing(echo);
    echo.send("€".repeat(700));
    const [code, reason, failed] = await ended;
    equal([code, /2000 bytes/.test(reason), failed, other.state], [1009, true, true, "open"]);
  },

  async "goes on in the session after a drop, and in a new one when it is lost"({ connect, server, end }) {
    const live = end(connect("/live"));
    const stream = live.subscribe("/topic");
    const got = listen(stream);
    await isOpen(stream);
    await server.cut();
    await server.publish("/topic", "m1");
    await until("it came", () => got.length === 1);
    equal((await server.look("openings")).slice(-2), ["sse", "resume"]);
    await server.lose();
    await server.publish("/topic", "m2");
    await until("it came", () => got.length === 2);
    equal((await server.look("openings")).at(-1), "sse");
    equal(got, ["m1", "m2"]);
  },

  async "what was in no POST goes by the next session"({ connect, server, end, offline }) {
    const live = end(connect("/live"));
    const echo = live.subscribe("/echo");
    const got = listen(echo);
    await isOpen(echo);
    offline(true);
    await until("it knows", () => live.state === "offline");
    for (const text of range(1, 5)) echo.send(text);
    const asked = echo.request("time");
    await server.lose();
    offline(false);
    await until("all came back", () => got.length === 6);
    equal(got, [["gap", null], ...range(1, 5)]);
    equal(await asked, "noon");
  },
};
