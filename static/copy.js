// Shows the copy buttons, which can do nothing without a script, and lets them copy.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const inside = [...button.childNodes];
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.replaceChildren(button.dataset.copied);
    button.classList.add("copied");
    setTimeout(() => {
      button.replaceChildren(...inside);
      button.classList.remove("copied");
    }, 1500);
  });
}
