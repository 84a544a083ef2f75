// An answer's way to the server: kept here with every change, kept there as a draft, sent once, sent again when the
// network or the session fails. Without this script the page is a plain form.
const FIRST_RETRY_S = 2;
const LAST_RETRY_S = 30;
const DRAFT_AFTER_MS = 700;
const HIDDEN = ["csrfmiddlewaretoken", "submission_key", "base_revision", "side_token"];

let draftTimer, retryTimer, countdown, retrySeconds = FIRST_RETRY_S;

const page = () => document.querySelector("#rate[data-assignment]");
const form = () => page()?.querySelector(".pair");
const status = () => form().querySelector(".status");
const storeKey = () => `answer:${page().dataset.assignment}`;
const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
const fields = () => [...new FormData(form())].filter(([name]) => !HIDDEN.includes(name));
const answered = () => form().querySelector("[name=verdict]:checked") || form().elements.cant_judge.value;

function say(text, { warn = false, button } = {}) {
  const line = document.createElement("span");
  line.textContent = text;
  status().classList.toggle("warn", warn);
  status().replaceChildren(line, ...(button ? [button] : []));
}

function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// What is filled in, in this browser: for a reload, a crash, or a day without network.
function keepHere(pending) {
  const { submission_key: key, base_revision: base } = form().elements;
  const kept = { fields: fields(), pending, key: key.value, base: base.value };
  localStorage.setItem(storeKey(), JSON.stringify(kept));
}

// Signing in anew changes the token; the cookie has the one that counts.
function freshToken() {
  const { csrfmiddlewaretoken: token } = form().elements;
  token.value = cookie("csrftoken") ?? token.value;
}

async function keepThere() {
  freshToken();
  const body = new URLSearchParams(new FormData(form()));
  try {
    const answer = await fetch(form().dataset.draft, { method: "POST", body, keepalive: true });
    if (answer.status === 204) say("Draft kept");
  } catch {
    // No network: the answer is kept in this browser already, and the next change tries again.
    say("Offline. Draft kept in this browser", { warn: true });
  }
}

function restore() {
  const kept = JSON.parse(localStorage.getItem(storeKey()) ?? "null");
  if (!kept || kept.base !== form().elements.base_revision.value) return localStorage.removeItem(storeKey());
  for (const input of form().querySelectorAll("[type=radio], [type=checkbox]:not([name=diff])")) {
    input.checked = kept.fields.some(([name, value]) => name === input.name && value === input.value);
  }
  for (const [name, value] of kept.fields) {
    const input = form().elements[name];
    if (input?.matches?.("textarea, select, [name=active_ms]")) input.value = value;
  }
  if (!kept.pending) return;
  // The same key again: if the first try did arrive, the server knows it and stores nothing twice.
  form().elements.submission_key.value = kept.key;
  sendLater("Your answer was not sent yet.");
}

function clearRetry() {
  clearTimeout(retryTimer);
  clearInterval(countdown);
}

function send() {
  clearRetry();
  form().requestSubmit();
}

function sendLater(why) {
  clearRetry();
  keepHere(true);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn quiet";
  button.dataset.send = "";
  button.textContent = "Try now";
  let left = retrySeconds;
  const tell = () => say(`${why} Kept here, next try in ${left} s`, { warn: true, button });
  tell();
  countdown = setInterval(() => { left = Math.max(left - 1, 0); tell(); }, 1000);
  retryTimer = setTimeout(send, retrySeconds * 1000);
  retrySeconds = Math.min(retrySeconds * 2, LAST_RETRY_S);
}

function signInFirst() {
  clearRetry();
  keepHere(true);
  const link = document.createElement("a");
  link.href = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
  link.target = "_blank";
  link.className = "btn quiet";
  link.textContent = "Sign in";
  say("You are signed out. Kept here; sign in, then submit again.", { warn: true, button: link });
}

function changed(event) {
  if (!form()?.contains(event.target) || event.target.name === "diff") return;
  // One or the other: a verdict, or a reason why there is none.
  if (event.target.name === "verdict") form().elements.cant_judge.value = "";
  if (event.target.name === "cant_judge" && event.target.value) {
    form().querySelectorAll("[name=verdict]").forEach((radio) => { radio.checked = false; });
  }
  const waiting = JSON.parse(localStorage.getItem(storeKey()) ?? "null")?.pending;
  // A changed answer is another submission: the one that may have arrived keeps its own key.
  if (waiting) form().elements.submission_key.value = freshKey();
  keepHere(Boolean(waiting));
  clearTimeout(draftTimer);
  if (!waiting) draftTimer = setTimeout(keepThere, DRAFT_AFTER_MS);
}

document.addEventListener("input", changed);

document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  if (!answered()) {
    event.preventDefault();
    event.stopImmediatePropagation();
    say("Choose a verdict first: 1 to 5, or 0", { warn: true });
    form().querySelector("[name=verdict]").focus();
    return;
  }
  clearTimeout(draftTimer);
  clearRetry();
  freshToken();
  keepHere(true);
}, { capture: true });

document.addEventListener("htmx:beforeSwap", () => {
  if (page()) localStorage.removeItem(storeKey());
  clearRetry();
});

document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Redirect") && page()) localStorage.removeItem(storeKey());
});

document.addEventListener("htmx:afterSwap", () => {
  retrySeconds = FIRST_RETRY_S;
  document.querySelector("#rate h1")?.focus({ preventScroll: true });
});

for (const failed of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(failed, () => sendLater("Offline."));

document.addEventListener("htmx:responseError", (event) => {
  const code = event.detail.xhr.status;
  if (code === 401 || code === 403) signInFirst();
  else if (code >= 500) sendLater("The server is busy.");
  else location.reload();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-send]")) send();
});

addEventListener("online", () => { if (retryTimer && page()) send(); });

if (page()) restore();
