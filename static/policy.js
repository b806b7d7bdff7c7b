// Counts a session policy as AWS does, while somebody types. Without this script the server counts when it is sent.
const counter = document.querySelector("[data-policy-count]");
const policy = document.querySelector("[name='policy']");
const arns = document.querySelector("[name='policy_arns']");

function compact(text) {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

function count() {
  const length = compact(policy.value).length + arns.value.split("\n").reduce((sum, line) => sum + line.trim().length, 0);
  const longest = Number(counter.dataset.longest);
  counter.hidden = length === 0;
  counter.classList.toggle("error", length > longest);
  counter.textContent = counter.dataset.policyCount
    .replace("{count}", length.toLocaleString("en"))
    .replace("{longest}", longest.toLocaleString("en"));
}

if (counter && policy && arns) {
  policy.addEventListener("input", count);
  arns.addEventListener("input", count);
  count();
}
