// What the rating page's scripts share: where things are, the status line, and what a screen reader is told.
export const page = () => document.querySelector("#rate[data-assignment]");
export const form = () => page()?.querySelector(".pair");
const status = () => document.querySelector(".pair .status");

export function say(text, { warn = false, button, aloud = true } = {}) {
  const line = document.createElement("span");
  line.textContent = text;
  status().classList.toggle("warn", warn);
  status().replaceChildren(line, ...(button ? [button] : []));
  if (aloud) announce(text);
}

// Outside what is swapped: a live region that arrives together with its words stays silent.
export function announce(text) {
  const region = document.querySelector("#aloud");
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 100);
}
