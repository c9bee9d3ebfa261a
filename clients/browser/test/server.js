// A small server that speaks the protocol from docs/protocol.md, and fails when it is told to. It is for tests only.
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";

import { decodeFrame } from "../sluice.js";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const LARGEST = 2000; // bytes of a POST: small, so that a test has many
const INITIAL_CREDIT = 8;

/** What is published, kept for those who come back. */
class Topic {
  epoch = "a" + randomBytes(3).toString("hex");
  messages = [];
  keeps = 1000;
  members = new Set();

  publish(text) {
    this.messages.push(text);
    for (const member of this.members) member();
  }

  cursor(offset) {
    return `${this.epoch}-${offset}`;
  }
}

/** One stream: the frames of the client come in by `receive`, those for it go out by `send`, without a target. */
class Conversation {
  constructor(server, path, credit, cursor, send, end) {
    Object.assign(this, { server, credit, send, end, id: 0 });
    this.name = path.split("?")[0];
    if (this.name.startsWith("/topic")) this.join(server.topic(this.name), cursor);
  }

  join(topic, cursor) {
    this.topic = topic;
    const [, epoch, offset] = /^(\w+)-(\d+)$/.exec(cursor ?? "") ?? [];
    const oldest = Math.max(0, topic.messages.length - topic.keeps);
    if (!cursor) {
      this.offset = topic.messages.length;
      this.send(["begin", topic.cursor(this.offset)]);
    } else if (epoch === topic.epoch && +offset >= oldest) {
      this.offset = +offset;
      this.send(["resumed", cursor]);
    } else {
      this.offset = oldest;
      this.send(["gap", topic.cursor(oldest), epoch === topic.epoch ? oldest - offset : "unknown"]);
    }
    this.more = () => {
      while (this.offset < topic.messages.length && this.credit > 0) {
        this.credit--;
        this.send(["message", topic.cursor(++this.offset)], topic.messages[this.offset - 1]);
      }
    };
    topic.members.add(this.more);
    this.more();
  }

  leave() {
    this.topic?.members.delete(this.more);
  }

  receive([word, ...args], message) {
    const { server } = this;
    switch (word) {
      case "credit":
        this.credit += +args[0];
        return this.more?.();
      case "message":
        server.received.push(message);
        if (this.name === "/echo") this.send(["message"], message);
        if (this.name === "/chat") server.topic("/topic").publish(message);
        return this.send(["credit", 1]);
      case "request":
        if (message === "time") return this.send(["reply", args[0]], "noon");
        if (message === "ask me") {
          this.send(["request", ++this.id, 2000], "who are you?");
          this.asker = args[0];
          return;
        }
        if (message === "never") return;
        return this.send(["failure", args[0], 404], "no such thing");
      case "cancel":
        return server.cancelled.push(args[0]);
      case "reply":
        return this.send(["reply", this.asker], "you are " + message);
      case "failure":
        return this.send(["failure", this.asker, args[1]], message);
    }
  }
}

/** What a connection or session has: one stream, or many by target. `send` takes the words and the message of a frame. */
class Client {
  streams = new Map();

  constructor(server, path, cursor, send, end) {
    Object.assign(this, { server, send, end });
    this.shared = path.startsWith("/live");
    if (!this.shared) this.streams.set("", new Conversation(server, path, Infinity, cursor, (words, message) => {
      if (words[0] !== "credit") send(words, message);
    }));
  }

  receive(frame) {
    const [[word, ...args], message] = decodeFrame(frame);
    this.server.frames.push([word, ...args].join(" "));
    if (!this.shared) return word === "end" ? this.end(+args[0]) : this.streams.get("").receive([word, ...args], message);
    if (word === "end" && !args[0].startsWith("/")) return this.end(+args[0]);
    const target = args.shift();
    if (word === "subscribe") return this.subscribe(target, ...args);
    const stream = this.streams.get(target);
    if (!stream) return;
    if (word === "end" || word === "unsubscribe") this.finish(target, "end", 1000, "never");
    else stream.receive([word, ...args], message);
  }

  finish(target, word, code, retry, reason = "") {
    this.streams.get(target)?.leave();
    this.streams.delete(target);
    this.send([word, target, code, retry], reason);
  }

  subscribe(target, credit, cursor) {
    if (this.streams.has(target)) return this.end(1002);
    const { server } = this;
    if (target === "/secret") return this.send(["error", target, 403, "never"], "not for you");
    if (target === "/later" && server.refusals++ < 2) return this.send(["error", target, 503, 20], "not yet");
    this.send(["subscribed", target, INITIAL_CREDIT]);
    const send = ([word, ...args], message) => this.send([word, target, ...args], message);
    this.streams.set(target, new Conversation(server, target, +credit, cursor, send, () => {}));
  }

  leave() {
    for (const stream of this.streams.values()) stream.leave();
  }
}

const frameOf = (words, message = "") => words.join(" ") + "\n" + message;

export class Server {
  constructor(files = {}) {
    this.files = files;
    this.page = createServer((request, response) => this.control(request, response));
    this.http = createServer((request, response) => this.answer(request, response));
    this.http.on("upgrade", (request, socket) => this.upgrade(request, socket));
    this.http.on("connection", socket => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket)).on("error", () => {});
    });
    this.sockets = new Set();
    this.reset();
  }

  /** Forgets everything, as at the beginning of a test. */
  reset() {
    for (const client of this.clients ?? []) client.leave();
    this.topics = new Map();
    this.clients = new Set();
    this.sessions = new Map();
    this.faults = {};
    this.received = []; // messages
    this.frames = []; // of clients
    this.cancelled = [];
    this.openings = []; // of connections: "websocket", "sse", "resume"
    this.refusals = 0;
    this.posts = 0;
  }

  fault(faults) {
    Object.assign(this.faults, faults);
  }

  look(name) {
    return this[name];
  }

  /** Lets a topic forget all but the newest so many messages. */
  keep(name, count) {
    this.topic(name).keeps = count;
  }

  topic(name) {
    if (!this.topics.has(name)) this.topics.set(name, new Topic());
    return this.topics.get(name);
  }

  async listen(port = 0) {
    await new Promise(listening => this.http.listen(port, "127.0.0.1", listening));
    this.port = this.http.address().port;
    return this;
  }

  /** Breaks all connections. */
  cut() {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  async close() {
    const closed = new Promise(done => this.http.close(done));
    this.cut();
    await closed;
  }

  /** Loses all sessions. */
  lose() {
    for (const session of this.sessions.values()) {
      session.client.leave();
      session.response?.destroy();
    }
    this.sessions.clear();
  }

  /** Stops, forgets all topics and sessions, and comes back after so many milliseconds. */
  async restart(after) {
    await this.close();
    this.sessions.clear();
    this.topics.clear();
    await new Promise(go => setTimeout(go, after));
    await this.listen(this.port);
  }

  /** Says goodbye to all clients, in an orderly way. */
  goodbye(retry, code = 1001) {
    for (const client of [...this.clients]) {
      client.send(["goodbye", retry]);
      client.end(code, "the server is closing", retry);
    }
  }

  publish(name, ...texts) {
    for (const text of texts) this.topic(name).publish(text);
  }

  /** Answers the page that runs the scenarios: its files, and what it wants done here. */
  async control(request, response) {
    const path = request.url.split("?")[0];
    if (path.startsWith("/do/")) {
      const parts = [];
      for await (const part of request) parts.push(part);
      const result = await this[path.slice(4)](...JSON.parse(Buffer.concat(parts).toString()));
      return response.end(JSON.stringify(result ?? null));
    }
    const [type, content] = this.files[path];
    response.setHeader("Content-Type", type);
    response.end(content);
  }

  // HTTP

  async answer(request, response) {
    const { url, method, headers } = request;
    const [path, query] = url.split("?");
    // The page is of another origin.
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Expose-Headers", "Sluice-Received");
    if (method === "OPTIONS") {
      return response.writeHead(204, { "Access-Control-Allow-Headers": headers["access-control-request-headers"] }).end();
    }
    const session = this.sessions.get(headers["sluice-session"]);
    if (method === "POST") return this.post(request, response, session);
    if (this.faults.status) return response.writeHead(this.faults.status).end();
    if (headers["sluice-session"]) {
      if (!session) return response.writeHead(410).end();
      this.openings.push("resume");
      return session.open(response, +headers["last-event-id"]);
    }
    this.openings.push("sse");
    const cursor = headers["last-event-id"] ?? new URLSearchParams(query).get("last_event_id");
    if (path === "/topic") return this.bare(response, path, cursor);
    new Session(this, path, cursor).open(response, 0);
  }

  /** Events of a one-way channel. */
  bare(response, path, cursor) {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(":\n\nretry: 50\n\n");
    const client = new Client(this, path, cursor, ([word, at, missed], message) => {
      if (word === "begin") response.write(`id: ${at}\n\n`);
      if (word === "message") response.write(`id: ${at}\ndata: ${message.replaceAll("\n", "\ndata: ")}\n\n`);
      if (word === "gap") response.write(`event: sluice-gap\nid: ${at}\ndata: {"missed":${missed === "unknown" ? null : missed}}\n\n`);
    }, () => response.end());
    this.enter(client, response);
  }

  enter(client, connection) {
    this.clients.add(client);
    connection.on("close", () => {
      client.leave();
      this.clients.delete(client);
    });
  }

  async post(request, response, session) {
    const { headers } = request;
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const fails = this.posts++ % 3; // every third one fails before it is taken, and every third one behind that
    if (this.faults.posts && fails === 1) return request.socket.destroy();
    if (!session) return response.writeHead(410).end();
    if (body.length > LARGEST) return response.writeHead(413).end();
    const status = session.take(body, +headers["sluice-sequence"]);
    if (this.faults.posts && fails === 2) return request.socket.destroy();
    response.writeHead(status, { "Sluice-Received": session.taken }).end();
  }

  // WebSocket: one frame of it a message, since a browser sends no longer ones here.

  upgrade(request, socket) {
    const { headers, url } = request;
    const { faults } = this;
    this.openings.push("websocket");
    if (faults.swallow) return;
    if (faults.upgrades) return faults.upgrades === "reset" ? socket.destroy() : socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    const accept = createHash("sha1").update(headers["sec-websocket-key"] + GUID).digest("base64");
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: sluice.v1\r\n\r\n`);
    if (faults.dies) return setTimeout(() => socket.destroy(), 20);
    const write = (opcode, payload) => {
      const { length } = payload;
      const head = length < 126 ? [length] : [126, length >> 8, length & 255];
      if (socket.writable && !faults.mute) socket.write(Buffer.concat([Buffer.from([0x80 | opcode, ...head]), payload]));
    };
    const [path, query] = url.split("?");
    const client = new Client(this, path, new URLSearchParams(query).get("last_event_id"),
      (words, message) => {
        if (words.at(-1) === undefined) words.pop();
        if (faults.dropAfter !== undefined && words[0] === "message" && faults.dropAfter-- === 0) return socket.resetAndDestroy();
        write(1, Buffer.from(frameOf(words, message)));
      },
      (code, reason = "") => {
        write(8, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]));
        socket.end();
      });
    this.enter(client, socket);
    let bytes = Buffer.alloc(0);
    socket.on("data", part => {
      bytes = Buffer.concat([bytes, part]);
      for (;;) {
        if (bytes.length < 2) return;
        let length = bytes[1] & 127;
        let at = 2;
        if (length === 126) {
          length = bytes.readUInt16BE(2);
          at = 4;
        }
        if (bytes.length < at + 4 + length) return;
        const mask = bytes.subarray(at, at + 4);
        const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + length).map((byte, i) => byte ^ mask[i & 3]));
        const opcode = bytes[0] & 15;
        bytes = bytes.subarray(at + 4 + length);
        if (opcode === 8) {
          this.frames.push("close " + (length ? payload.readUInt16BE(0) : 1005));
          write(8, payload);
          return socket.end();
        }
        client.receive(payload.toString());
      }
    });
  }
}

/** A session over Server-Sent Events and POST. */
class Session {
  events = [];
  taken = 0;

  constructor(server, path, cursor) {
    this.server = server;
    this.secret = randomBytes(18).toString("base64url");
    server.sessions.set(this.secret, this);
    this.client = new Client(server, path, cursor,
      (words, message) => this.send("", frameOf(words, message)),
      (code, reason = "", retry = 0) => {
        server.sessions.delete(this.secret);
        server.clients.delete(this.client);
        this.client.leave();
        this.send("sluice-end", `${code} ${retry}\n${reason}`);
        this.response?.end();
      });
    server.clients.add(this.client);
  }

  send(event, data) {
    const id = this.events.length + 1;
    const lines = data.split("\n").map(line => `data: ${line}\n`).join("");
    this.events.push(`${event && `event: ${event}\n`}id: ${id}\n${lines}\n`);
    const { faults } = this.server;
    if (faults.events && id % faults.events === 0) return this.response?.destroy();
    this.response?.write(this.events.at(-1));
  }

  open(response, last) {
    this.response?.end();
    this.response = response;
    response.on("close", () => {
      if (this.response === response) this.response = undefined;
    });
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(":\n\nretry: 50\n\n");
    if (last === 0 && !this.told) response.write(`event: sluice-session\ndata: ${this.secret} 30000 ${LARGEST}\n\n`);
    this.told = true;
    for (const event of this.events.slice(last)) response.write(event);
  }

  take(body, first) {
    if (first > this.taken + 1) return 409;
    for (let at = 0, number = first; at < body.length; number++) {
      const line = body.indexOf(10, at);
      const end = line + 1 + +body.subarray(at, line);
      const frame = body.subarray(line + 1, end).toString();
      at = end;
      // A handler that is behind: not more than three of them at a time.
      if (this.server.faults.behind && number >= first + 3) break;
      if (number <= this.taken) continue;
      this.taken = number;
      this.client.receive(frame);
    }
    return 204;
  }
}
