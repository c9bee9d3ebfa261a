/**
 * The browser's client of Sluice: streams of messages over WebSocket, or over Server-Sent Events and POST where WebSocket is
 * blocked. It has no dependencies. The API is described in sluice.d.ts, the protocol in docs/protocol.md. A name that begins
 * with an underscore is one of the inside.
 *
 * @module sluice
 */

const PATIENCE = 4000; // milliseconds until a connection that says nothing is given up
const QUIET = 7; // how many times twice as long an event stream may be silent: longer than the server's heartbeat
const STEADY = 10000; // a connection that lived so long has not failed
const BLOCKED = 300000; // how long WebSocket is left alone where it was found to be blocked
const LONGEST_WAIT = 30000;
const MOST_WAITING = 1000; // messages to be sent
const MOST_REQUESTS = 64; // of the server, at a time
const LOST = 1006; // code of a connection that broke
const LEFT = 1001; // code of one that we gave up, to come back

/** By origin, for the life of the page: 0 where WebSocket has worked, else the time until which it is left alone. */
const blocked = new Map();

/** A frame of these words, of which the last may be missing, and this message: a string, or a Blob if the message is bytes. */
export const encodeFrame = (words, message = "") => {
  const header = words.join(" ").trim() + "\n";
  return typeof message === "string" ? header + message : new Blob([header, message]);
};

/** The words of a frame, and its message. Throws if there is no header line. */
export const decodeFrame = frame => {
  const text = typeof frame === "string" ? frame : new TextDecoder("latin1").decode(frame);
  const [header] = /^[^\n]+(?=\n)/.exec(text);
  return [header.split(" "), frame.slice(header.length + 1)];
};

const sizeOf = text => new TextEncoder().encode(text).length;

/** A frame, which must be a string, as a part of the body of a POST: with its length in bytes before it. */
export const encodePart = frame => sizeOf(frame) + "\n" + frame;

/**
 * Reads an event stream (WHATWG HTML, section 9.2.6) from pieces of its text, where each line ends with LF, as the server
 * writes it. Hands over the fields of each event, those of a comment too, which has none.
 */
export const eventReader = onEvent => {
  let rest = "";
  return piece => {
    const events = (rest + piece).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const fields = {};
      for (const [, name, value] of event.matchAll(/^(\w+): ?([^\n]*)/gm)) {
        fields[name] = name in fields ? fields[name] + "\n" + value : value;
      }
      onEvent(fields);
    }
  };
};

/**
 * How many milliseconds to wait before the next attempt: as long as the server asked for, and a random time on top of it
 * ("full jitter") whose bound doubles with each failed attempt, up to 30 seconds.
 */
export const backoff = (attempt, hint = 0, base = 500, random = Math.random) =>
  hint + random() * Math.min(LONGEST_WAIT, base * 2 ** attempt);

/** Why a stream ended or there is no answer: `code` is a close code of RFC 6455, or a status of HTTP. */
export class SluiceError extends Error {
  constructor(code, reason) {
    super(code + " " + reason);
    this.code = code;
    this.reason = reason;
  }
}

const same = message => message;

const isOrderly = code => code === 1000 || code > 2999;

/** Whether coming back makes no sense after this close code, unless the server says when. */
const isFinal = code => isOrderly(code) || /^100[23789]$/.test(code);

const emitter = members => Object.assign(new EventTarget(), { state: "connecting", protocol: "" }, members);

const tell = (target, type, detail) => target.dispatchEvent(Object.assign(new Event(type), detail));

/** Something that many wait for, again and again. */
const bell = () => {
  const waiting = [];
  return {
    _ring: () => waiting.splice(0).forEach(go => go()),
    _wait: atMost =>
      new Promise(go => {
        waiting.push(go);
        if (atMost >= 0) setTimeout(go, atMost);
      }),
  };
};

/** A connection that comes back by itself, and its streams: one of the path if it is single, else those subscribed to. */
const dial = (url, options, single) => {
  const { origin, pathname, search } = new URL(url, location.href);
  const path = pathname + search;
  const href = origin.replace(/^ws/, "http") + path;

  const streams = new Map(); // target → stream
  const listening = new AbortController(); // to the page
  const changed = bell(); // something that makes it worth to try again
  let leaving; // the targets of streams that we ended and the server has not
  let wire; // the connection
  let up; // whether it is open
  let over;
  let held; // whether the single stream has so many messages that no more may come
  let retry; // what goodbye said
  let heard; // whether there was a frame on this connection
  let other; // whether to take the other way next, because WebSocket has just failed
  let misses = 0; // how often in a row WebSocket failed as if it were blocked
  let retryTime = 500; // of an event stream
  let lastId = 0; // of our requests

  const show = (target, state) => {
    if (target.state === state) return;
    target.state = state;
    target.protocol = up ? wire._protocol : "";
    tell(target, "state");
  };

  const showAll = state => {
    show(live, state);
    streams.forEach(each => each._show());
  };

  /** Waits until it makes sense to connect; false if that is over. */
  const ready = async () => {
    while (!over) {
      const state = !navigator.onLine ? "offline" : held && "waiting";
      if (!state) break;
      showAll(state);
      await changed._wait();
    }
    return !over;
  };

  const stream = (target, { cursor = "", credit: window = 64, parse = same, format = same }) => {
    const inbox = []; // what came and is not taken yet: events
    const arrived = bell();
    const asked = new Map(); // our requests: id → how to settle it
    const answering = new Set(); // how to abort each of the server's
    const most = 64 * window; // messages of a single stream, which has no credit
    let answer;
    let out = []; // what is to be sent
    let seen = cursor; // of the message that came last
    let isOpen;
    let wasOpen;
    let closed; // why
    let credit; // how many messages the server takes
    let taken = 0; // how many messages the server does not know to be taken
    let isListening;
    let readers = 0;
    let attempt = 0;
    let timer; // of the next attempt

    const item = (word, args, data, id) => ({
      _words: [word, ...(single ? [] : [target]), ...args],
      _data: data,
      _id: id,
      _stream: me,
    });

    const say = (...frame) => isOpen && wire._send(item(...frame));

    // What comes is taken in order, gaps too.

    const take = () => {
      const came = inbox.shift();
      me.cursor = came.cursor || me.cursor;
      if (came._type === "message" && ++taken * 2 >= window) {
        if (!single) say("credit", [taken]);
        taken = 0;
      }
      if (held && inbox.length * 2 < most) {
        held = false;
        changed._ring();
      }
      tell(me, came._type, came);
      return came;
    };

    const drain = () => {
      while (isListening && !readers && inbox[0]) take();
    };

    const arrive = came => {
      seen = came.cursor || seen;
      inbox.push(came);
      drain();
      arrived._ring();
      if (single && inbox.length >= most) {
        held = true;
        wire._pause();
      }
    };

    // What goes: requests may pass messages that wait for credit.

    const flush = () => {
      if (isOpen) wire._flush();
    };

    /** Hands what may go now to the connection, which may take it later. */
    const hand = () => {
      if (!isOpen) return;
      out = out.filter(each => (!each._id && credit < 1) || wire._send(each, true) || !(each._id || credit--));
    };

    const push = (word, args, message, id) => {
      if (closed) throw closed;
      if (out.length >= MOST_WAITING) throw new SluiceError(1013, "more than " + MOST_WAITING + " messages wait");
      const data = format(message);
      if (typeof data !== "string" && !data.buffer) throw new TypeError("not a string or Uint8Array");
      out.push(item(word, args, data, id));
      flush();
    };

    // Opening and ending.

    const subscribe = () => {
      if (timer) return; // refused, and not yet
      taken = 0;
      wire._send(item("subscribe", [Math.max(0, window - inbox.length), seen]));
    };

    const opened = most => {
      isOpen = true;
      credit = most;
      // Without a cursor nobody knows what came in between.
      if (wasOpen && !seen) arrive({ _type: "gap", missed: null });
      wasOpen = true;
      me._show();
      flush();
    };

    const drop = () => {
      isOpen = false;
      for (const id of asked.keys()) {
        if (!out.some(each => each._id === id)) settle(id)[1](new SluiceError(LOST, "lost"));
      }
      for (const each of answering) each.abort();
      answering.clear();
    };

    const finish = (code, reason, failed) => {
      if (closed) return;
      clearTimeout(timer);
      streams.delete(target);
      closed = new SluiceError(code, reason);
      closed.failed = failed;
      out = [];
      drop();
      arrived._ring();
      me._show();
      tell(me, "close", closed);
    };

    const end = (code = 1000, reason = "") => {
      if (single) return quit(code, reason);
      if (closed) return;
      if (up && !timer) {
        leaving.push(target);
        wire._send(item("end", [code], reason));
      }
      finish(code, reason, !isOrderly(code));
    };

    const settle = id => {
      const both = asked.get(+id) || [];
      asked.delete(+id);
      return both;
    };

    const ended = failed => (code, when, reason) => {
      if (when === "never") return finish(+code, reason, failed);
      drop();
      timer = setTimeout(() => {
        timer = 0;
        if (up) subscribe();
        me._show();
      }, backoff(attempt++, +when));
      me._show();
    };

    const located = at => {
      seen = at;
      if (!inbox[0]) me.cursor = at;
    };

    /** Frames of the server by their first words. */
    const frames = {
      subscribed: most => opened(+most),
      begin: located,
      resumed: located,
      gap: (cursor, missed) => arrive({ _type: "gap", missed: +missed || null, cursor }),
      message(cursor, _, data) {
        attempt = 0;
        try {
          arrive({ _type: "message", data: parse(data), cursor });
        } catch {
          end(1007, "cannot be parsed");
        }
      },
      credit(more) {
        credit += +more;
        flush();
      },
      end: ended(false),
      error: ended(true),
      reply: (id, _, data) => settle(id)[0]?.(new Promise(go => go(parse(data)))),
      failure: (id, code, reason) => settle(id)[1]?.(new SluiceError(+code, reason)),
      cancel(id) {
        for (const each of answering) if (each._id === id && answering.delete(each)) each.abort();
      },
      async request(_id, timeout, data) {
        if (answering.size >= MOST_REQUESTS) return say("failure", [_id, 429]);
        const control = Object.assign(new AbortController(), { _id });
        answering.add(control);
        if (timeout < 2e9) setTimeout(() => control.abort(), timeout); // no timer is longer than 24 days
        let frame;
        try {
          frame = ["reply", [_id], format(await answer(parse(data), control.signal))];
        } catch ({ code, message }) {
          // What went wrong inside is nobody's business, unless it has a code that is meant for others.
          frame = /^(4|5|4\d)\d\d$/.test(code) ? ["failure", [_id, code], message] : ["failure", [_id, 500]];
        }
        if (answering.delete(control)) say(...frame);
      },
    };

    const me = emitter({
      target,
      cursor,
      _seen: () => seen,
      _show: () => show(me, closed ? "closed" : up && !isOpen ? "connecting" : live.state),
      _open: single ? () => opened(Infinity) : subscribe,
      _drop: drop,
      _hand: hand,
      _finish: finish,
      _frames: frames,
      waiting: () => out.length,
      send(message) {
        push("message", [], message);
      },
      request(message, { timeout = 10000, signal } = {}) {
        return new Promise((...both) => {
          signal?.throwIfAborted();
          const id = ++lastId;
          push("request", [id, timeout], message, id);
          asked.set(id, both);
          for (const stop of [AbortSignal.timeout(timeout), signal]) {
            stop?.addEventListener("abort", () => {
              if (!settle(id)[0]) return;
              both[1](stop.reason);
              const { length } = out;
              out = out.filter(each => each._id !== id);
              if (out.length === length) say("cancel", [id]);
            });
          }
        });
      },
      answer(by) {
        answer = by;
      },
      close: end,
      addEventListener(type, ...more) {
        EventTarget.prototype.addEventListener.call(me, type, ...more);
        if (type === "message") {
          isListening = true;
          setTimeout(drain);
        }
      },
      async *[Symbol.asyncIterator]() {
        readers++;
        try {
          for (;;) {
            if (inbox[0]) {
              const { _type, data } = take();
              if (_type === "message") yield data;
            } else if (!closed) await arrived._wait();
            else if (closed.failed) throw closed;
            else return;
          }
        } finally {
          readers--;
          drain();
        }
      },
    });

    streams.set(target, me);
    return me;
  };

  // The connection.

  const opened = () => {
    up = true;
    if (other) blocked.set(origin, Date.now() + BLOCKED);
    showAll("open");
    streams.forEach(each => each._open());
  };

  const received = frame => {
    const [[word, ...args], data] = decodeFrame(frame);
    if (word === "goodbye") return (retry = args[0]);
    const target = single ? path : args.shift();
    const left = leaving.indexOf(target);
    if (left < 0) streams.get(target)?._frames[word]?.(args[0], args[1], data);
    // It is of an older stream, up to the end of that.
    else if (word === "end" || word === "error") leaving.splice(left, 1);
  };

  /** Hands what may be sent to the connection. */
  const hand = () => streams.forEach(each => each._hand());

  /** The address to open, with the cursor of a single stream. */
  const opening = () => {
    const cursor = single && streams.get(path)._seen();
    return cursor ? href + (search ? "&" : "?") + "last_event_id=" + encodeURIComponent(cursor) : href;
  };

  const quit = (code = 1000, reason = "") => {
    wire?._close(code, reason);
    if (over) return;
    over = true;
    up = false;
    listening.abort();
    changed._ring();
    const failed = !isOrderly(code);
    streams.forEach(each => each._finish(code, reason, failed));
    show(live, "closed");
    tell(live, "close", { code, reason, failed });
  };

  /** By WebSocket. */
  const socket = () => {
    let end;
    let ws;
    const done = new Promise(go => (end = go));
    // Of the codes below 3000 a page may send 1000 only; a reason has 123 bytes of UTF-8 at most.
    const close = (code, reason = "", as = LEFT) => {
      ws?.close(isOrderly(code) ? code : code + 3000, reason.slice(0, 41));
      end([as]);
    };
    const giveUp = () => close(4000, "", LOST);
    try {
      ws = new WebSocket(opening().replace("http", "ws"), "sluice.v1");
      ws.binaryType = "arraybuffer";
      setTimeout(() => ws.readyState || giveUp(), PATIENCE);
      ws.onopen = () => {
        opened();
        // It may be open and swallow everything.
        if (!single && streams.size) setTimeout(() => heard || giveUp(), PATIENCE);
      };
      ws.onmessage = ({ data }) => {
        heard = true;
        misses = 0;
        blocked.set(origin, 0);
        try {
          received(typeof data === "string" ? data : new Uint8Array(data));
        } catch {
          close(1002);
        }
      };
      ws.onclose = ({ code, reason }) => end([code, reason]);
    } catch {
      giveUp();
    }
    return {
      _protocol: "websocket",
      _done: done,
      _send: ({ _words, _data }) => ws.send(encodeFrame(_words, _data)),
      _close: close,
      _pause: () => close(1000),
      _flush: hand,
    };
  };

  /** By Server-Sent Events: a session with POST, or of a one-way channel the bare events. */
  const events = () => {
    const frames = []; // not taken by the server yet, each with its length
    let first = 1; // number of the first one
    let isPosting;
    let largest; // bytes of a POST
    let secret;
    let last = 0; // number of the event that came last
    let control;
    let isOver;
    let isClosing;
    let end;
    const done = new Promise(go => {
      end = (...why) => {
        isOver = true;
        go(why);
        control?.abort();
      };
    });

    const call = (to, headers, more) =>
      fetch(to, {
        credentials: options.credentials,
        cache: "no-store", // a status 410 may be kept
        headers: secret ? { "Sluice-Session": secret, "Last-Event-ID": last, ...headers } : headers,
        ...more,
      });

    /** What a status means, other than success. */
    const refused = ({ status }) => {
      isClosing = false;
      if (secret && /^4(00|04|10)$/.test(status)) end(LOST);
      else if (/^4(0[134]|1[03])$/.test(status)) end(status, "refused", "never");
    };

    const open = () => {
      if (isOver) return;
      if (!up) return opened();
      showAll("open");
      pump();
    };

    const onEvent = ({ event, id, data, retry }) => {
      if (retry) retryTime = +retry;
      if (isOver || !(id || data)) return;
      if (event === "sluice-session") {
        [secret, , largest] = data.split(" ");
        return open();
      }
      if (!secret) {
        open();
        if (event) received(`gap ${id} ${/\d+/.exec(data)}\n`);
        else received(encodeFrame([data == null ? "begin" : "message", id], data));
      } else if (+id === last + 1) {
        last++;
        if (event) {
          const [[code, when], reason] = decodeFrame(data);
          end(+code, reason, when);
        } else received(data);
      }
    };

    const listen = async () => {
      for (let attempt = 0; (await ready()) && !isOver; attempt++) {
        control = new AbortController();
        const { signal } = control;
        let silence = QUIET; // what comes first must come soon
        const watch = setInterval(() => silence++ < QUIET || control.abort(), 2 * PATIENCE);
        try {
          const response = await call(secret ? href : opening(), { Accept: "text/event-stream" }, { signal });
          if (response.status !== 200) refused(response);
          else if (/event-stream/.test(response.headers.get("Content-Type"))) {
            // A session says so at once; bare events may have nothing to say yet.
            if (secret) open();
            else setTimeout(() => up || open(), PATIENCE / 4);
            const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
            const read = eventReader(onEvent);
            for (let part; !signal.aborted && !(part = await reader.read()).done; ) {
              attempt = silence = 0;
              read(part.value);
            }
          }
        } catch {
          // Broken, given up or paused: it goes on below.
        }
        clearInterval(watch);
        control.abort();
        if (!secret) end(LOST);
        if (isOver) break;
        showAll("waiting");
        await changed._wait(backoff(attempt, 0, retryTime));
      }
    };

    // The server lets it wait for a handler that is behind, as long as its heartbeat.
    const post = (body, keepalive) =>
      call(href, { "Sluice-Sequence": first }, { method: "POST", body, keepalive, signal: AbortSignal.timeout(LONGEST_WAIT) });

    /**
     * Posts until nothing is left: one POST at a time, and the same again if it failed. Only while events come: if the session is
     * lost, what waits here was in no POST and goes by the next one.
     */
    const pump = async () => {
      if (isPosting) return;
      isPosting = true;
      await 0; // all that is said at one time goes together
      for (let attempt = 1; isClosing ? attempt < 4 : live.state === "open" && !isOver; attempt++) {
        hand();
        let count = 0;
        for (let size = 0; frames[count] && (size += sizeOf(frames[count])) <= largest; ) count++;
        if (!count) break;
        try {
          const response = await post(frames.slice(0, count).join(""));
          const { status, headers } = response;
          if (status === 204 || status === 409) {
            const taken = headers.get("Sluice-Received") - first + 1;
            if (!(taken >= 0 && taken <= frames.length)) end(LOST);
            frames.splice(0, taken);
            first += taken;
            if (taken) attempt = +(taken < count);
          } else refused(response);
        } catch {
          // The same again.
        }
        if (attempt) await changed._wait(backoff(attempt, 0, 50));
      }
      isPosting = false;
    };

    /** Whether a message has to wait for the next POST. */
    const send = ({ _words, _data, _stream }, mayWait) => {
      if (!secret) return end(1003, "a one-way channel");
      const frame = encodeFrame(_words, _data);
      const part = encodePart(frame);
      if (frame.size || sizeOf(part) > largest) return _stream.close(1009, "binary, or more than " + largest + " bytes");
      if (mayWait && frames[0] && sizeOf(frames.join("") + part) > largest) return true;
      frames.push(part);
      pump();
    };

    listen();
    return {
      _protocol: "sse",
      _done: done,
      _send: send,
      _flush: pump,
      _close(code, reason) {
        isClosing = true;
        if (secret) {
          // At once, for the page may be leaving; if it fails it is tried again.
          frames.push(encodePart(encodeFrame(["end", code], reason)));
          post(frames.join(""), true).catch(pump);
        }
        end(LEFT);
      },
      _pause: () => control?.abort(),
    };
  };

  /** Connects again and again, until it is closed or coming back makes no sense. */
  const run = async () => {
    let attempt = 0;
    while (await ready()) {
      showAll("connecting");
      const byEvents = other || blocked.get(origin) > Date.now();
      const began = Date.now();
      heard = retry = undefined;
      leaving = [];
      wire = byEvents ? events() : socket();
      const [code, reason, when] = await wire._done;
      const wasUp = up;
      up = wire = undefined;
      if (over) return;
      streams.forEach(each => each._drop());
      retry ??= when;
      if (retry ? retry === "never" : isFinal(code)) return quit(code, reason);
      const wasSteady = Date.now() - began > STEADY;
      if (byEvents) {
        // If both ways fail, they take turns.
        if (!wasUp) blocked.delete(origin);
        other = false;
      } else if (code === LOST && !heard && !wasSteady) {
        // Where WebSocket has worked before, it is more likely that the server is away.
        other = ++misses > (blocked.get(origin) === 0 ? 2 : 0);
        if (other) continue;
      }
      if (wasSteady) attempt = 0;
      showAll("waiting");
      await changed._wait(backoff(attempt++ + 2 * (code === 1013), +retry || 0, byEvents ? retryTime : 500));
    }
  };

  const on = (type, listener) => addEventListener(type, listener, { signal: listening.signal });
  on("offline", () => wire?._pause());
  on("online", () => {
    blocked.delete(origin); // it may be another network
    changed._ring();
  });
  // The page may come back, with its timers.
  on("pagehide", () => wire?._close(1000));

  const live = emitter({
    subscribe(target, more) {
      const { pathname, search } = new URL(target, href);
      const path = pathname + search;
      if (over || streams.has(path)) throw new SluiceError(1002, path + (over ? ": closed" : ": subscribed already"));
      const made = stream(path, { ...options, ...more });
      if (up) made._open();
      return made;
    },
    close: quit,
  });
  const result = single ? stream(path, options) : live;
  run();
  return result;
};

/** Connects to a shared endpoint. */
export const connect = (url, options = {}) => dial(url, options);

/** Opens the stream of an endpoint of one channel. */
export const open = (url, options = {}) => dial(url, options, true);
