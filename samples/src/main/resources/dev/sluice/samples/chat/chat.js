import { open } from "/sluice.js";

const STATES = { waiting: "away", offline: "away" }; // the others are called as the client calls them
const PROTOCOLS = { websocket: "WebSocket", sse: "SSE + POST" };
const element = id => document.getElementById(id);
let stream; // of the room that we are in

function enter() {
  const path = "/chat/" + encodeURIComponent(room()) + "?name=" + encodeURIComponent(me());
  stream = open(path, { parse: JSON.parse, format: JSON.stringify });
  stream.addEventListener("state", showStream);
  stream.addEventListener("message", ({ data }) => add(data));
  stream.addEventListener("gap", ({ missed }) => notice(`You were away, and missed ${missed ?? "some"} of what was said`));
  stream.addEventListener("close", ({ reason }) => notice("The room has closed: " + reason));
  showStream();
}

function leave() {
  stream.close();
  show("not connected", "");
  element("said").replaceChildren();
  inRoom(false);
}

function showStream() {
  show(STATES[stream.state] ?? stream.state, PROTOCOLS[stream.protocol] ?? "");
}

function show(state, protocol) {
  element("badge").dataset.state = state;
  element("state").textContent = state;
  element("protocol").textContent = protocol;
  element("send").disabled = state !== "open";
}

const notice = text => add({ from: "", text });

function inRoom(yes) {
  element("door").hidden = yes;
  element("room").hidden = element("leave").hidden = !yes;
  element("title").textContent = yes ? "#" + room() : "Chat with rooms";
  element(yes ? "text" : "name").focus();
}

// Only textContent: what others type is never read as HTML.
function add(said) {
  const list = element("said");
  const following = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  const item = document.createElement("li");
  if (said.from === "") {
    item.className = "notice";
    item.textContent = said.text;
  } else {
    item.className = said.from === me() ? "mine" : "";
    const time = new Date(said.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    item.append(part("b", said.from), part("time", time), part("p", said.text));
  }
  list.append(item);
  while (list.children.length > 500) list.firstElementChild.remove();
  if (following) list.scrollTop = list.scrollHeight;
}

function part(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

const me = () => element("name").value.trim();
const room = () => element("roomName").value.trim();

element("door").onsubmit = event => {
  event.preventDefault();
  if (me() === "" || room() === "") return;
  inRoom(true);
  enter();
};
element("say").onsubmit = event => {
  event.preventDefault();
  const text = element("text").value;
  // What cannot be sent now stays in the field.
  if (text.trim() === "" || stream.state !== "open") return;
  stream.send({ text });
  element("text").value = "";
};
element("leave").onclick = leave;
// A link such as /chat?room=tea&name=Ada fills in the form.
const asked = new URLSearchParams(location.search);
element("name").value = asked.get("name") ?? "";
element("roomName").value = asked.get("room") ?? "lobby";
element("name").focus();
