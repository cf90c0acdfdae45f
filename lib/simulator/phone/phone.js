import { byId } from "/dom.js";
import { refreshList, resetLimit, showMore, tickClock } from "/list.js";
import { refreshThread, sendPhoto, sendReply, showThread } from "/thread.js";

const current = () => (/^#\+\d+$/.test(location.hash) ? location.hash.slice(1) : null);

let isBusy = false;
let isStale = false;

/** One refresh at a time; whatever changes meanwhile makes one more. */
async function refresh() {
  if (isBusy) {
    isStale = true;
    return;
  }
  isBusy = true;
  try {
    const number = current();
    if (number) await refreshThread(number);
    await refreshList(number);
  } catch {
    setLive("lost");
  }
  isBusy = false;
  if (!isStale) return;
  isStale = false;
  refresh();
}

function route() {
  const number = current();
  document.body.dataset.view = number ? "thread" : "list";
  if (!number) showThread(false);
  refresh();
}

function setLive(state) {
  byId("live").dataset.state = state;
  byId("live-words").textContent = state === "live" ? "Live" : "Away";
}

function listen() {
  const events = new EventSource("/_sim/events");
  events.addEventListener("change", refresh);
  // Whatever happened while the simulator was away is fetched on return.
  events.addEventListener("open", () => {
    setLive("live");
    refresh();
  });
  events.addEventListener("error", () => setLive("lost"));
}

const text = byId("text");
const submit = byId("reply").querySelector("button");

byId("reply").addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = text.value.trim();
  if (body === "") return;
  text.value = "";
  submit.disabled = true;
  if (!(await sendReply(body))) text.value = body;
  submit.disabled = text.value.trim() === "";
  text.focus();
});

text.addEventListener("input", () => {
  submit.disabled = text.value.trim() === "";
});

text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId("reply").requestSubmit();
});

byId("quick").addEventListener("click", (event) => {
  const reply = event.target.dataset.reply;
  if (reply) sendReply(reply);
});

byId("photo").addEventListener("click", async () => {
  if (await sendPhoto(text.value.trim())) text.value = "";
  text.dispatchEvent(new Event("input"));
});

byId("search").addEventListener("input", () => {
  resetLimit();
  refresh();
});

byId("more").addEventListener("click", () => {
  showMore();
  refresh();
});

addEventListener("hashchange", route);
// A scrolling region has to be reachable by keyboard.
byId("bubbles").tabIndex = 0;
tickClock();
setInterval(tickClock, 10_000);
route();
listen();
