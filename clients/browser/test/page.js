// What a browser's page has and node has not.
globalThis.location = new URL("http://localhost/");
Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
const page = new EventTarget();
globalThis.addEventListener = page.addEventListener.bind(page);
globalThis.dispatchEvent = page.dispatchEvent.bind(page);
