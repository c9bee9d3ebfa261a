/** A message as it travels: text, or bytes on a channel whose codec is binary (over WebSocket only). */
export type Raw = string | Uint8Array;

/**
 * - `connecting`: on the way to be open;
 * - `open`: messages flow;
 * - `waiting`: the connection is lost, and the next attempt comes by itself;
 * - `offline`: the browser has no network, and the next attempt comes when it has;
 * - `closed`: over for good.
 */
export type State = "connecting" | "open" | "waiting" | "offline" | "closed";

/** How the bytes travel now; empty while there is no connection. */
export type Protocol = "websocket" | "sse" | "";

/** How a stream reads and writes. */
export interface StreamOptions<In = Raw, Out = Raw> {
  /** To go on behind this cursor, as `stream.cursor` said it before; without it the stream begins anew. */
  cursor?: string;
  /**
   * How many messages may wait to be taken; 64 unless given. On a shared endpoint the server sends no more than that. On an
   * endpoint of one channel, which has no credit, the connection is given up when 64 times as many wait, and comes back when
   * half of them are taken.
   */
  credit?: number;
  /** Makes a message of what came, such as `JSON.parse`. If it throws, the stream ends with 1007. */
  parse?: (message: any) => In;
  /** Makes what travels of a message, such as `JSON.stringify`. */
  format?: (message: Out) => Raw;
}

/** Options of a connection, and of its streams where they say nothing else. */
export interface Options<In = Raw, Out = Raw> extends Omit<StreamOptions<In, Out>, "cursor"> {
  /** Of the requests of Server-Sent Events and POST, as `fetch` has it; `same-origin` unless given. */
  credentials?: RequestCredentials;
}

export interface MessageEvent<In> extends Event {
  readonly data: In;
  /** The place of the message in its topic; undefined if it is of none. */
  readonly cursor?: string;
}

/** Messages were missed for good. It comes in order: between the messages before and those behind it. */
export interface GapEvent extends Event {
  /** How many; null where nobody knows, as after each new connection to what is no topic. */
  readonly missed: number | null;
  readonly cursor?: string;
}

export interface CloseEvent extends Event {
  /** A close code of RFC 6455 (1000 and more), or a status of HTTP with which the server refused. */
  readonly code: number;
  readonly reason: string;
  /** Whether it ended because something is wrong. */
  readonly failed: boolean;
}

interface Events {
  state: Event;
  close: CloseEvent;
}

interface StreamEvents<In> extends Events {
  message: MessageEvent<In>;
  gap: GapEvent;
}

interface Emitter<E> extends Pick<EventTarget, "dispatchEvent"> {
  readonly state: State;
  readonly protocol: Protocol;
  addEventListener<K extends keyof E>(
    type: K,
    listener: (event: E[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof E>(
    type: K,
    listener: (event: E[K]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
}

/**
 * One conversation. Its messages are taken by `for await`, or else by listeners of `message`, for which they wait until there is one;
 * never by both. To break out of a `for await` leaves the stream open, and the next one goes on.
 */
export interface Stream<In = Raw, Out = Raw> extends Emitter<StreamEvents<In>>, AsyncIterable<In> {
  /** Path and query of the stream. */
  readonly target: string;
  /** Where the message is that was taken last, to come back to by the option `cursor`; empty if there is no such place. */
  readonly cursor: string;

  /**
   * Sends a message: at once, or when there is a connection and the server takes it. What was given to a WebSocket that broke is
   * not sent again, since nobody knows whether it arrived; within a session of Server-Sent Events and POST each message arrives once.
   *
   * @throws SluiceError if the stream is closed, or 1000 messages wait already
   * @throws TypeError if it is neither text nor bytes
   */
  send(message: Out): void;

  /**
   * Sends a message that wants an answer.
   *
   * @param options `timeout` in milliseconds, 10000 unless given; `signal` to give up earlier
   * @returns the answer. It rejects with a `SluiceError` if the other side fails, the connection is lost (1006: nobody knows whether
   *     the request was handled) or the stream ends; with a `TimeoutError`; or with the reason of the signal
   */
  request(message: Out, options?: { timeout?: number; signal?: AbortSignal }): Promise<In>;

  /**
   * Answers the server's requests by this function. An error that it throws reaches the server only if it has a `code` from 400 to 599
   * or 4000 to 4999; any other one is told as 500 without a reason.
   *
   * @param by gets the message, and a signal that says when the answer is not wanted any more
   */
  answer(by: (message: In, signal: AbortSignal) => Out | Promise<Out>): void;

  /** How many messages wait to be sent. */
  waiting(): number;

  /** Ends the stream. What waits to be sent is dropped. A code of the application's own is one from 4000 to 4999. */
  close(code?: number, reason?: string): void;
}

/** A connection to a shared endpoint, which comes back by itself. */
export interface Live<In = Raw, Out = Raw> extends Emitter<Events> {
  /**
   * Opens a stream.
   *
   * @param target path and query; what a URL cannot have is percent-encoded
   * @throws SluiceError if there is a stream of this target, or the connection is closed
   */
  subscribe<I = In, O = Out>(target: string, options?: StreamOptions<I, O>): Stream<I, O>;

  /** Ends all streams and the connection. */
  close(code?: number, reason?: string): void;
}

/** Why a stream ended, or why there is no answer. */
export class SluiceError extends Error {
  constructor(code: number, reason: string);
  /** A close code of RFC 6455 (1000 and more), or a status of HTTP. */
  readonly code: number;
  readonly reason: string;
}

/** Connects to a shared endpoint, at a URL that may be relative to the page's. */
export function connect<In = Raw, Out = Raw>(url: string | URL, options?: Options<In, Out>): Live<In, Out>;

/** Opens the stream of an endpoint of one channel, at a URL that may be relative to the page's. */
export function open<In = Raw, Out = Raw>(
  url: string | URL,
  options?: StreamOptions<In, Out> & Options<In, Out>,
): Stream<In, Out>;
