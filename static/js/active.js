// Active time: counts while the page is visible and was used within the last minute; goes on from a draft.
const IDLE_AFTER_MS = 60_000;
let lastUse = performance.now();
let lastTick = lastUse;

const field = () => document.querySelector(".pair [name=active_ms]");

function tick() {
  const now = performance.now();
  const counts = document.visibilityState === "visible" && now - lastUse < IDLE_AFTER_MS;
  // A computer that slept ticks late: what lies between two ticks is counted for two seconds at most.
  if (counts && field()) field().value = Math.round(Number(field().value || 0) + Math.min(now - lastTick, 2000));
  lastTick = now;
}

for (const use of ["pointermove", "pointerdown", "keydown", "scroll", "touchstart"]) {
  document.addEventListener(use, () => { lastUse = performance.now(); }, { passive: true, capture: true });
}
document.addEventListener("visibilitychange", () => { tick(); lastUse = performance.now(); });
document.addEventListener("submit", tick, { capture: true });
setInterval(tick, 1000);
