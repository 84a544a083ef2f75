// What is filled in, kept in this browser until the server has it: for a reload, a crash, or a day without network.
import { form, page } from "./pair.js";

const HIDDEN = ["csrfmiddlewaretoken", "submission_key", "base_revision", "side_token"];
const storeKey = () => `answer:${page().dataset.assignment}`;

export const kept = () => localStorage.getItem(storeKey());
export const pending = () => Boolean(JSON.parse(kept())?.pending);
export const forget = () => localStorage.removeItem(storeKey());

export function keep(waiting) {
  const { submission_key: key, base_revision: base } = form().elements;
  const fields = [...new FormData(form())].filter(([name]) => !HIDDEN.includes(name));
  localStorage.setItem(storeKey(), JSON.stringify({ fields, pending: waiting, key: key.value, base: base.value }));
}

// Fills in what is kept; returns whether it was on its way to the server.
export function restore() {
  const { fields, base, key, pending: waiting } = JSON.parse(kept()) ?? {};
  if (!fields || base !== form().elements.base_revision.value) {
    forget();
    return false;
  }
  for (const input of form().querySelectorAll("[type=radio], [type=checkbox]:not([name=diff])")) {
    input.checked = fields.some(([name, value]) => name === input.name && value === input.value);
  }
  for (const [name, value] of fields) {
    const input = form().elements[name];
    if (input?.matches?.("textarea, select, [name=active_ms]")) input.value = value;
  }
  // The same key again: if the first try did arrive, the server knows it and stores nothing twice.
  if (waiting) form().elements.submission_key.value = key;
  return waiting;
}
