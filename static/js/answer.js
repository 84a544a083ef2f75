// An answer's way to the server: kept there as a draft, sent once, sent again when the network or the session fails.
// Without this script the page is a plain form.
import { forget, keep, kept, pending, restore } from "./kept.js";
import { announce, form, page, say } from "./pair.js";

const FIRST_RETRY_S = 2;
const LAST_RETRY_S = 30;
const DRAFT_AFTER_MS = 700;

// What something else between here and the server answers (a network's sign-in page) is no answer: it is tried again.
const OWN = "X-Blindbench";

let draftTimer, retryTimer, countdown, signedOut = false, retrySeconds = FIRST_RETRY_S, drafts = Promise.resolve();

const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);

function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// Signing in anew changes the token; the cookie has the one that counts.
function freshToken() {
  const { csrfmiddlewaretoken: token } = form().elements;
  token.value = cookie("csrftoken") ?? token.value;
}

async function keepThere() {
  draftTimer = null;
  if (!form() || pending()) return;
  freshToken();
  const [at, sent, body] = [form(), kept(), new URLSearchParams(new FormData(form()))];
  const answer = await fetch(at.dataset.draft, { method: "POST", body, keepalive: true }).catch(() => null);
  // Another pair may be on the page by now, or an answer on its way: then this draft has nothing to say any more.
  if (at !== form() || pending()) return;
  if (answer?.status === 204 && answer.headers.has(OWN)) {
    if (kept() === sent) forget();
    say("Draft kept", { aloud: false });
  } else if (!answer?.headers.has(OWN)) say("Offline. Draft kept in this browser", { warn: true });
  else if (answer.status === 401 || answer.status === 403) signInFirst("Draft kept here");
  else say("Draft kept in this browser only", { warn: true });
}

function clearRetry() {
  clearTimeout(retryTimer);
  clearInterval(countdown);
  retryTimer = null;
}

function send() {
  clearRetry();
  form().requestSubmit();
}

function action(tag, text, attributes) {
  return Object.assign(document.createElement(tag), { className: "btn quiet", textContent: text, ...attributes });
}

function sendLater(why) {
  clearRetry();
  keep(true);
  const button = action("button", "Try now", { type: "button", onclick: send });
  let left = retrySeconds;
  // Read out once; the seconds are for the eye.
  const tell = (aloud) => say(`${why} Kept here, next try in ${left} s`, { warn: true, button, aloud });
  tell(true);
  countdown = setInterval(() => { left = Math.max(left - 1, 0); tell(false); }, 1000);
  retryTimer = setTimeout(send, retrySeconds * 1000);
  retrySeconds = Math.min(retrySeconds * 2, LAST_RETRY_S);
}

function signInFirst(what) {
  clearRetry();
  const href = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
  say(`You are signed out. ${what}`, { warn: true, button: action("a", "Sign in", { href, target: "_blank" }) });
}

function changed(event) {
  if (!form()?.contains(event.target) || event.target.name === "diff") return;
  // One or the other: a verdict, or a reason why there is none.
  if (event.target.name === "verdict") form().elements.cant_judge.value = "";
  if (event.target.name === "cant_judge" && event.target.value) {
    form().querySelectorAll("[name=verdict]").forEach((radio) => { radio.checked = false; });
  }
  const waiting = pending();
  // A changed answer is another submission: the one that may have arrived keeps its own key.
  if (waiting) form().elements.submission_key.value = freshKey();
  keep(waiting);
  clearTimeout(draftTimer);
  // One after the other, so that an older draft never arrives behind a newer one.
  draftTimer = waiting ? null : setTimeout(() => { drafts = drafts.then(keepThere); }, DRAFT_AFTER_MS);
}

function arrived() {
  retrySeconds = FIRST_RETRY_S;
  signedOut = false;
  document.querySelector("#rate h1")?.focus({ preventScroll: true });
  if (!page()) return;
  document.title = page().dataset.title;
  // An alert reads itself out.
  if (!form().querySelector("[role=alert]")) announce(`${form().querySelector(".status span").textContent}. ${page().dataset.place}`);
  if (restore()) sendLater("Your answer was not sent yet.");
}

function refused(code) {
  if (code === 401 || code === 403) {
    keep(true);
    signedOut = true;
    signInFirst("Your answer is kept here");
  } else if (code >= 500 || code === 408 || code === 429) sendLater("The server is busy.");
  else {
    // Sending the same once more would be refused once more; a new page fills it in again.
    keep(false);
    const button = action("button", "Reload", { type: "button", onclick: () => location.reload() });
    say(`Refused (${code}), kept here. Reload; if that fails, tell the lead`, { warn: true, button });
  }
}

document.addEventListener("input", changed);

document.addEventListener("submit", (event) => {
  const sent = event.target;
  if (!sent.matches(".pair")) return;
  if (!sent.querySelector("[name=verdict]:checked") && !sent.elements.cant_judge.value) {
    event.preventDefault();
    event.stopImmediatePropagation();
    say("Choose a verdict first: 1 to 5, or 0", { warn: true });
    sent.querySelector("[name=verdict]").focus();
  } else if (sent === form()) {
    clearTimeout(draftTimer);
    clearRetry();
    freshToken();
    keep(true);
  }
}, { capture: true });

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.shouldSwap && page()) forget();
  clearRetry();
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!event.detail.xhr.getResponseHeader(OWN)) {
    event.preventDefault();
    sendLater(event.detail.xhr.status >= 500 ? "The server is busy." : "The network may want a sign-in.");
  } else if (event.detail.xhr.getResponseHeader("HX-Redirect") && page()) forget();
});
document.addEventListener("htmx:afterSwap", arrived);
document.addEventListener("htmx:responseError", (event) => refused(event.detail.xhr.status));
for (const failed of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(failed, () => sendLater("Offline."));

// On the way out: what was changed a moment ago is not left behind on this device.
function leaving() {
  clearTimeout(draftTimer);
  if (draftTimer) keepThere();
}

addEventListener("pagehide", leaving);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") leaving();
  else if (signedOut && form()) send();
});

addEventListener("online", () => { if (retryTimer && page()) send(); });

if (page() && restore()) sendLater("Your answer was not sent yet.");
