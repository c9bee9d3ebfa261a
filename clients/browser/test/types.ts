// Compiles, or the types are wrong; it is never run.
import { connect, open, SluiceError, type Live, type Stream } from "@sluice/browser";

interface Said {
  from: string;
  text: string;
}
interface Say {
  text: string;
}

const live: Live = connect("/live", { credentials: "include" });
live.addEventListener("state", () => console.log(live.state, live.protocol));
const chat = live.subscribe<Said, Say>("/chat/lobby", { cursor: "4f0q-17", credit: 16, parse: JSON.parse, format: JSON.stringify });
chat.addEventListener("message", event => console.log(event.data.from, event.cursor));
chat.addEventListener("gap", event => console.log(event.missed ?? "some"));
chat.addEventListener("close", event => console.log(event.code, event.reason, event.failed));
chat.send({ text: "hello" });
chat.answer(async (said, signal) => ({ text: said.text + signal.aborted }));
const answer: Said = await chat.request({ text: "who?" }, { timeout: 500, signal: new AbortController().signal });
chat.close(4001, answer.text);

const quotes: Stream = open("/quotes");
for await (const quote of quotes) console.log(typeof quote === "string" ? quote : quote.byteLength, quotes.cursor);
quotes.send(new Uint8Array(2));

// @ts-expect-error: a message of another type
chat.send("hello");
// @ts-expect-error: no such event
live.addEventListener("message", () => {});

try {
  live.close();
} catch (error) {
  if (error instanceof SluiceError) console.log(error.code + 1, error.reason);
}
