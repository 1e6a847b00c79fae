// Passkeys: makes one, or signs in with one. Where a browser cannot, the page's own words stay.
//
// A form with data-passkey="create" or "get" carries its options in data-options, or the address
// that gives them in data-options-url; the browser's answer goes into its field "credential".

const ANSWERS = {
  NotAllowedError: "Nothing happened: you stopped, it took too long, or there is no passkey for this portal here.",
  InvalidStateError: "This device has a passkey of yours for this portal already.",
  ConstraintError: "This key cannot ask for a fingerprint, a face or a PIN. Set up its PIN first, or use another.",
  NotSupportedError: "This device cannot make a passkey for this portal.",
  SecurityError: "Passkeys do not work at this address.",
};
const FAILED = "That did not work. Try again in a moment.";

function toBytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(bytes) {
  const plain = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function known(credentials) {
  return (credentials ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));
}

/** What the server asks for, with its texts turned into bytes. */
function readOptions({ publicKey }) {
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.excludeCredentials) options.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = known(options.allowCredentials);
  return { publicKey: options };
}

/** The browser's answer, with its bytes turned into text. */
function writeAnswer(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const said = parts.filter((part) => response[part]).map((part) => [part, toText(response[part])]);
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response: { ...Object.fromEntries(said), transports: response.getTransports?.() ?? [] },
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return (await answer.json()).request_options;
}

async function ask(form) {
  const options = readOptions(await optionsOf(form));
  const credential = await navigator.credentials[form.dataset.passkey](options);
  form.elements.namedItem("credential").value = writeAnswer(credential);
  form.submit();
}

/** Why passkeys cannot work here at all, or nothing. */
function obstacle() {
  if (/^[\d.]+$|^\[/.test(location.hostname)) {
    const name = location.hostname === "127.0.0.1" ? `localhost${location.port ? `:${location.port}` : ""}` : "its name";
    return `Passkeys do not work at an address of numbers. Open the portal at ${name}.`;
  }
  return window.PublicKeyCredential && navigator.credentials ? "" : "This browser cannot use passkeys.";
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const words = form.querySelector("[data-passkey-words]");
  const reason = obstacle();
  words.textContent = reason;
  button.hidden = Boolean(reason);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    words.textContent = "";
    button.setAttribute("aria-disabled", "true");
    ask(form)
      .catch((error) => { words.textContent = ANSWERS[error.name] ?? FAILED; })
      .finally(() => button.removeAttribute("aria-disabled"));
  });
}
