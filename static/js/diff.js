// Highlights the words in which the two sides of a row differ; off until asked for.
const MAX_WORDS = 600;

const words = (text) => text.match(/[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+|\s+/gu) ?? [];

// Longest common subsequence of words: returns the indexes of `one` and of `other` that are part of it.
function common(one, other) {
  const width = other.length + 1;
  const length = new Uint16Array((one.length + 1) * width);
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      length[i * width + j] = one[i] === other[j]
        ? length[(i + 1) * width + j + 1] + 1
        : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
    }
  }
  const kept = [new Set(), new Set()];
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    if (one[i] === other[j]) { kept[0].add(i++); kept[1].add(j++); }
    else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) i++;
    else j++;
  }
  return kept;
}

// Neighbouring words that differ are one mark, with the spaces between them.
function mark(paragraph, list, kept) {
  const differs = (index) => index < list.length && !kept.has(index) && Boolean(list[index].trim());
  const nodes = [];
  for (let i = 0, end; i < list.length; i = end) {
    end = i + 1;
    if (differs(i)) while (differs(end) || (differs(end + 1) && !list[end].trim())) end++;
    const node = differs(i) ? document.createElement("mark") : document.createTextNode("");
    node.textContent = list.slice(i, end).join("");
    nodes.push(node);
  }
  paragraph.replaceChildren(...nodes);
}

function highlight(row) {
  const [left, right] = row.querySelectorAll("td:not(.gap) p:not(.missing)");
  if (!left || !right) return;
  const one = words(left.textContent);
  const other = words(right.textContent);
  if (one.length > MAX_WORDS || other.length > MAX_WORDS) return;
  const kept = common(one, other);
  mark(left, one, kept[0]);
  mark(right, other, kept[1]);
}

// Row by row as they come near: a table of a thousand columns should not wait for its last one.
const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    if (!target.querySelector("mark")) highlight(target);
  }
}, { rootMargin: "400px" });

function apply() {
  const box = document.querySelector("[name=diff]");
  if (!box) return;
  box.checked = sessionStorage.getItem("diff") === "on";
  seen.disconnect();
  if (box.checked) document.querySelectorAll(".compare tbody tr:not(.same)").forEach((row) => seen.observe(row));
}

document.addEventListener("change", (event) => {
  if (event.target.name !== "diff") return;
  sessionStorage.setItem("diff", event.target.checked ? "on" : "off");
  apply();
});
document.addEventListener("htmx:afterSwap", apply);
apply();
