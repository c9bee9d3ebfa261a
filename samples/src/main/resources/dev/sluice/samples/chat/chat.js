"use strict";

const FIRST_WAIT = 500; // milliseconds, doubled after each failure
const LONGEST_WAIT = 15000;
const element = id => document.getElementById(id);
let socket = null; // of the room that we are in
let failures = 0;
let timer = 0;

function connect() {
  const url = new URL("/chat/" + encodeURIComponent(room()), location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.searchParams.set("name", me());
  const mine = socket = new WebSocket(url);
  show(failures === 0 ? "connecting" : "reconnecting");
  mine.onopen = () => {
    failures = 0;
    show("live");
  };
  mine.onmessage = event => add(JSON.parse(event.data));
  mine.onclose = () => {
    if (mine !== socket) return; // we left
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures++);
    // Not all at once: a server that comes back is not to be met by every page in the same moment.
    timer = setTimeout(connect, wait / 2 + Math.random() * wait / 2);
    show("reconnecting");
  };
}

function leave() {
  clearTimeout(timer);
  const left = socket;
  socket = null;
  left.close(1000);
  show("not connected");
  element("said").replaceChildren();
  inRoom(false);
}

function show(state) {
  element("state").dataset.state = state;
  element("state").textContent = state;
  element("send").disabled = state !== "live";
}

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
  failures = 0;
  inRoom(true);
  connect();
};
element("say").onsubmit = event => {
  event.preventDefault();
  const text = element("text").value;
  // What cannot be sent now stays in the field.
  if (text.trim() === "" || socket.readyState !== WebSocket.OPEN) return;
  socket.send(JSON.stringify({ text }));
  element("text").value = "";
};
element("leave").onclick = leave;
// A link such as /chat?room=tea&name=Ada fills in the form.
const asked = new URLSearchParams(location.search);
element("name").value = asked.get("name") ?? "";
element("roomName").value = asked.get("room") ?? "lobby";
element("name").focus();
