// Keys of the rating page. Everything here only presses what is already on the page: it works without.
import { say } from "./pair.js";

const form = () => document.querySelector(".pair");
const help = () => document.querySelector("#keys");
const rows = () => [...document.querySelectorAll(".compare tbody tr")];
const press = (selector) => form()?.querySelector(selector)?.click();
const marked = () => document.querySelector(".compare tr.focus");

function go(step) {
  const all = rows();
  const at = all.indexOf(marked());
  marked()?.classList.remove("focus");
  const row = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  row.classList.add("focus");
  row.scrollIntoView({ block: "nearest" });
}

function wrong(side) {
  if (marked()) marked().querySelector(`.wrong input[value^=${side}]`)?.click();
  else say("Go to a column first: J or K", { warn: true });
}

const actions = {
  u: () => document.querySelector("[data-undo]")?.click(),
  d: () => document.querySelector("[name=diff]")?.click(),
  c: () => form()?.querySelector("[name=comment]").focus(),
  j: () => go(1),
  k: () => go(-1),
  l: () => wrong("left"),
  r: () => wrong("right"),
  "?": () => help().showModal(),
  enter: () => form()?.requestSubmit(),
};

document.addEventListener("keydown", (event) => {
  if (!form() || event.ctrlKey || event.metaKey || event.altKey || help().open) return;
  const typing = event.target.matches("textarea, input[type=text], select");
  if (event.key === "Escape" && typing) return event.target.blur();
  if (typing || localStorage.getItem("single-keys") === "off") return;
  const verdict = /^[0-5]$/.test(event.key);
  const act = verdict ? () => press(`[name=verdict][value="${event.key}"]`) : actions[event.key.toLowerCase()];
  if (!act || (event.key === "Enter" && event.target.matches("button, a, summary"))) return;
  event.preventDefault();
  // A held key must not rate one pair after the other.
  if (!event.repeat || "jk".includes(event.key)) act();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open=keys]")) help().showModal();
});

// Criteria are optional: pressing a chosen one again takes it back, which radios alone don't offer.
let chosen = null;
document.addEventListener("pointerdown", (event) => { chosen = event.target.matches(".mini input:checked") ? event.target : null; });
document.addEventListener("click", (event) => { if (chosen && event.target === chosen) takeBack(chosen); });
document.addEventListener("keydown", (event) => {
  if (!["Backspace", "Delete"].includes(event.key) || !event.target.matches(".mini input:checked")) return;
  takeBack(event.target);
});

function takeBack(radio) {
  radio.checked = false;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
}

const singleKeys = document.querySelector("[name=single_keys]");
singleKeys.checked = localStorage.getItem("single-keys") !== "off";
singleKeys.addEventListener("change", () => localStorage.setItem("single-keys", singleKeys.checked ? "on" : "off"));
