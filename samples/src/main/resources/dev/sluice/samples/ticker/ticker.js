"use strict";

const KEPT = 80; // prices in a chart
const stocks = new Map();
const element = id => document.getElementById(id);
const money = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const signed = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });
const seen = { events: 0, lost: 0, twice: 0, gaps: 0 };
const numbers = new Map(); // of the newest price of each stock
let last = "";
let eventsBefore = 0;

function connect() {
  // The browser says by itself what it saw last when it reconnects; a new EventSource has to be told.
  const source = new EventSource("/quotes" + (last && "?last_event_id=" + encodeURIComponent(last)));
  source.onopen = () => show("live");
  source.onmessage = event => {
    const quote = JSON.parse(event.data);
    last = event.lastEventId;
    count(quote);
    update(quote);
  };
  // The server could not give all that was missed, as after its restart: the prices begin anew.
  source.addEventListener("sluice-gap", event => {
    last = event.lastEventId;
    seen.gaps++;
    numbers.clear();
  });
  source.onerror = () => {
    show("reconnecting");
    // The browser reconnects by itself, except after an HTTP error, such as 503 of a server that is stopping.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
  };
}

function count({ symbol, number }) {
  const expected = numbers.has(symbol) ? numbers.get(symbol) + 1 : number;
  seen.events++;
  if (number > expected) seen.lost += number - expected;
  if (number < expected) seen.twice++;
  numbers.set(symbol, number);
  for (const name in seen) element(name).textContent = seen[name];
  element("last").textContent = last;
}

function show(state) {
  element("state").dataset.state = state;
  element("state").textContent = state;
}

function update(quote) {
  if (!stocks.has(quote.symbol)) stocks.set(quote.symbol, addRow(quote.symbol));
  const { row, prices } = stocks.get(quote.symbol);
  const before = prices.at(-1) ?? quote.price;
  prices.push(quote.price);
  if (prices.length > KEPT) prices.shift();

  const side = quote.change < 0 ? "down" : "up";
  const cell = name => row.querySelector("." + name);
  cell("price").textContent = money.format(quote.price);
  cell("cash").textContent = signed.format(quote.change);
  cell("cash").className = "cash " + side;
  // The arrow says it to those who do not see the colour.
  const percent = 100 * quote.change / (quote.price - quote.change);
  cell("percent").textContent = `${side === "up" ? "▲" : "▼"} ${signed.format(percent)} %`;
  cell("percent").className = "percent " + side;
  cell("chart").classList.toggle("up", side === "up");
  cell("chart").classList.toggle("down", side === "down");
  row.querySelector("polyline").setAttribute("points", line(prices));
  if (quote.price !== before) flash(cell("price"), quote.price > before ? "rose" : "fell");
}

function addRow(symbol) {
  const row = element("stock").content.firstElementChild.cloneNode(true);
  row.dataset.symbol = symbol;
  row.querySelector(".symbol").textContent = symbol;
  const next = [...element("stocks").rows].find(other => other.dataset.symbol > symbol);
  element("stocks").insertBefore(row, next ?? null);
  return { row, prices: [] };
}

function line(prices) {
  const low = Math.min(...prices);
  const height = Math.max(...prices) - low || 1;
  const start = 100 - 100 * (prices.length - 1) / (KEPT - 1);
  return prices.map((price, i) => `${start + 100 * i / (KEPT - 1)},${19 - 18 * (price - low) / height}`).join(" ");
}

function flash(cell, name) {
  cell.classList.remove("rose", "fell");
  void cell.offsetWidth; // lets the animation start over
  cell.classList.add(name);
}

setInterval(() => {
  element("rate").textContent = seen.events - eventsBefore;
  eventsBefore = seen.events;
}, 1000);
connect();
