// Shows the copy buttons, which can do nothing without a script, and lets them copy.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const icon = button.innerHTML;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
    button.classList.add("copied");
    setTimeout(() => {
      button.innerHTML = icon;
      button.classList.remove("copied");
    }, 1500);
  });
}
