// Lets the browser ask for a passkey, and sends what it brings along with the form around the button.
const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// By hand: some browsers, and some password managers within them, do not know the JSON of WebAuthn.
function read(options) {
  const described = (all) => all?.map((one) => ({ ...one, id: bytesOf(one.id) }));
  return {
    ...options,
    challenge: bytesOf(options.challenge),
    user: options.user && { ...options.user, id: bytesOf(options.user.id) },
    excludeCredentials: described(options.excludeCredentials),
    allowCredentials: described(options.allowCredentials),
  };
}

function written({ id, rawId, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = parts.filter((name) => response[name]).map((name) => [name, textOf(response[name])]);
  const transports = response.getTransports?.() ?? [];
  return JSON.stringify({ id, rawId: textOf(rawId), type, response: { ...Object.fromEntries(given), transports } });
}

function bring(kind, options) {
  const asked = { publicKey: read(JSON.parse(options)) };
  return kind === "make" ? navigator.credentials.create(asked) : navigator.credentials.get(asked);
}

function start(place) {
  const [field, button, said] = ["input", "button", "p"].map((name) => place.querySelector(`:scope > ${name}`));
  const say = (words) => {
    said.textContent = words;
    said.hidden = !words;
  };
  const ask = async () => {
    if (!field.form.reportValidity()) return;
    button.disabled = true;
    say("");
    try {
      field.value = written(await bring(place.dataset.passkey, place.dataset.options));
      field.form.submit();
    } catch (error) {
      say(error.name === "InvalidStateError" ? said.dataset.known : said.dataset.refused);
      button.disabled = false;
    }
  };
  if (!window.PublicKeyCredential) {
    say(said.dataset.unable);
    return;
  }
  say("");
  button.hidden = false;
  button.addEventListener("click", ask);
  if ("atOnce" in place.dataset) ask();
}

for (const place of document.querySelectorAll("[data-passkey]")) start(place);
