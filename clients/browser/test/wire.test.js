import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { backoff, decodeFrame, encodeFrame, encodePart, eventReader } from "../sluice.js";

const folder = new URL("../../../tck/src/main/resources/dev/sluice/tck/vectors/", import.meta.url);
const vectors = JSON.parse(await readFile(new URL("index.json", folder), "utf8")).filter(vector => !vector.malformed);

const bytesOf = async data => Buffer.from(typeof data === "string" ? data : await data.arrayBuffer());

/** The message of a vector: text, bytes or nothing. */
const messageOf = ({ text, base64 }) => (base64 ? new Uint8Array(Buffer.from(base64, "base64")) : text);

for (const vector of vectors) {
  const { file, from } = vector;
  const bytes = await readFile(new URL(file, folder));
  const serverWrites = from !== "client";
  const clientWrites = from !== "server";

  if (file.endsWith(".frame") && serverWrites) {
    test(`reads ${file}`, () => {
      const isText = !vector.base64;
      const [words, message] = decodeFrame(isText ? bytes.toString() : new Uint8Array(bytes));
      assert.deepEqual(words, vector.words);
      assert.deepEqual(message, messageOf(vector) ?? "");
    });
  }
  if (file.endsWith(".frame") && clientWrites) {
    test(`writes ${file}`, async () => {
      assert.deepEqual(await bytesOf(encodeFrame(vector.words, messageOf(vector))), bytes);
    });
  }
  if (file.endsWith(".body")) {
    test(`writes ${file}`, async () => {
      assert.deepEqual(await bytesOf(vector.frames.map(encodePart).join("")), bytes);
    });
  }
  if (file.endsWith(".event")) {
    for (const size of [1, 2, 7, bytes.length]) {
      test(`reads ${file}, which comes ${size} bytes at a time`, () => {
        const read = [];
        const reader = eventReader(event => read.push(event));
        const text = bytes.toString();
        for (let at = 0; at < text.length; at += size) reader(text.slice(at, at + size));
        const { event, id, data } = vector;
        assert.deepEqual(read, [JSON.parse(JSON.stringify({ event, id, data }))]);
      });
    }
  }
}

test("all vectors that are not malformed were looked at", () => {
  assert.ok(vectors.length >= 40, `${vectors.length} vectors`);
  assert.deepEqual(vectors.filter(({ file }) => !/\.(frame|body|event)$/.test(file)), []);
});

test("refuses a frame without a header line", () => {
  for (const frame of ["", "message", "\nhello", new Uint8Array(0), new Uint8Array([10, 65])]) {
    assert.throws(() => decodeFrame(frame));
  }
});

test("reads a message with line separators that are none of an event stream", () => {
  const read = [];
  eventReader(event => read.push(event))("id: 1\ndata: a\u2028id: 7\u2029\u0085b\n\n:\n\nretry: 5\n\n");
  assert.deepEqual(read, [{ id: "1", data: "a\u2028id: 7\u2029\u0085b" }, {}, { retry: "5" }]);
});

test("waits for a random time up to a bound that doubles, and behind what the server asked for", () => {
  for (const [attempt, bound] of [[0, 500], [1, 1000], [3, 4000], [6, 30000], [50, 30000]]) {
    assert.equal(backoff(attempt, 0, 500, () => 0), 0);
    assert.equal(backoff(attempt, 0, 500, () => 0.5), bound / 2);
    assert.equal(backoff(attempt, 3000, 500, () => 1), 3000 + bound);
  }
  assert.equal(backoff(2, 0, 100, () => 1), 400);
  const waits = Array.from({ length: 1000 }, () => backoff(1));
  assert.ok(waits.every(wait => wait >= 0 && wait < 1000));
  assert.ok(Math.min(...waits) < 100 && Math.max(...waits) > 900, "spread over the whole range");
});
