// Filters the portal page while somebody types. Without this script, every role is simply there.
const box = document.querySelector(".filter");

// "prod-eu", "prod eu" and "prodeu" are the same to somebody in a hurry.
const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "");

function watch() {
  const input = box.querySelector("input");
  const status = box.querySelector("[data-status]");
  const nothing = document.querySelector(".nothing");
  const accounts = [...document.querySelectorAll(".account")].map((section) => ({
    section,
    roles: [...section.querySelectorAll(".role")].map((item) => ({
      item,
      text: plain(`${section.dataset.filter} ${item.dataset.filter}`),
    })),
  }));
  const all = accounts.flatMap((account) => account.roles);
  let chosen = null;

  const found = () => all.filter((role) => !role.item.hidden);

  function choose(role) {
    chosen?.item.classList.remove("chosen");
    chosen = role ?? null;
    chosen?.item.classList.add("chosen");
    chosen?.item.scrollIntoView({ block: "nearest" });
  }

  function filter() {
    const words = input.value.split(/\s+/).map(plain).filter(Boolean);
    for (const role of all) role.item.hidden = !words.every((word) => role.text.includes(word));
    for (const { section, roles } of accounts) section.hidden = roles.every((role) => role.item.hidden);
    choose(words.length ? found()[0] : null);
    say(words.length ? found().length : null);
  }

  function say(number) {
    nothing.hidden = number !== 0;
    if (number === null) status.textContent = "";
    else if (number === 0) status.textContent = nothing.textContent;
    else {
      const counted = box.dataset.found.replace("{found}", number).replace("{all}", all.length);
      status.textContent = `${counted}: ${chosen.item.querySelector("h3").textContent}`;
    }
  }

  function move(by) {
    const there = found();
    choose(there[Math.min(Math.max(there.indexOf(chosen) + by, 0), there.length - 1)]);
    say(there.length);
  }

  // The button of a sensitive account is only reached: it takes a second Enter, so that nobody opens it by habit.
  function open() {
    const button = chosen?.item.querySelector("button.button");
    if (button?.classList.contains("alarming")) button.focus();
    else button?.click();
  }

  input.addEventListener("input", filter);
  input.addEventListener("keydown", (event) => {
    const act = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: open,
      Escape: () => { input.value = ""; filter(); },
    }[event.key];
    if (!act || event.isComposing) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
  box.hidden = false;
}

if (box) watch();
