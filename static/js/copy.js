// Copy buttons: data-copy names the element whose text is copied. Hidden without this script or without a clipboard.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.dataset.value ?? source.textContent.trim());
    button.textContent = "Copied ✓";
    setTimeout(() => (button.textContent = label), 2000);
  });
}
