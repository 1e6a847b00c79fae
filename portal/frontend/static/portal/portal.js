// Small comforts. Every task of the portal works without this file.

/** Moves focus to the error summary, and from its links to the field, with the label in view. */
function errorSummary(summary) {
  summary.setAttribute("tabindex", "-1");
  summary.focus();
  summary.addEventListener("blur", () => summary.removeAttribute("tabindex"), { once: true });
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const group = field.closest("fieldset")?.querySelector("legend");
    const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    (group || label || field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

/** Sends a form once, however often its button is pressed. */
function preventDoubleSubmit(button) {
  let sent = 0;
  button.form?.addEventListener("submit", (event) => {
    if (event.submitter !== button) return;
    const now = Date.now();
    if (now - sent < 5000) event.preventDefault();
    else sent = now;
  });
}

/** Offers to show a password in clear. */
function passwordInput(group) {
  const input = group.querySelector(".govuk-js-password-input-input");
  const toggle = group.querySelector(".govuk-js-password-input-toggle");
  const status = document.createElement("div");
  status.className = "govuk-visually-hidden";
  status.setAttribute("aria-live", "polite");
  input.after(status);
  const show = (shown, announce = true) => {
    input.type = shown ? "text" : "password";
    toggle.textContent = shown ? "Hide" : "Show";
    toggle.setAttribute("aria-label", shown ? "Hide password" : "Show password");
    if (announce) status.textContent = shown ? "Your password is visible" : "Your password is hidden";
  };
  toggle.hidden = false;
  toggle.addEventListener("click", () => show(input.type === "password"));
  // A browser must not remember a password as ordinary text.
  input.form?.addEventListener("submit", () => show(false, false));
}

/** Shows what belongs to a chosen radio button or checkbox, and hides what does not. */
function conditionals(group) {
  const inputs = [...group.querySelectorAll("input[data-aria-controls]")];
  const sync = () => {
    for (const input of inputs) {
      const part = document.getElementById(input.dataset.ariaControls);
      input.setAttribute("aria-expanded", String(input.checked));
      part.hidden = !input.checked;
    }
  };
  for (const input of inputs) input.setAttribute("aria-controls", input.dataset.ariaControls);
  if (!inputs.length) return;
  group.addEventListener("change", sync);
  sync();
}

/** Moves the focus with the eye, which not every browser does. */
function skipLink(link) {
  link.addEventListener("click", () => {
    const target = document.getElementById(link.hash.slice(1));
    target?.setAttribute("tabindex", "-1");
    target?.focus();
  });
}

const modules = {
  "govuk-error-summary": errorSummary,
  "govuk-password-input": passwordInput,
  "govuk-radios": conditionals,
  "govuk-checkboxes": conditionals,
  "govuk-skip-link": skipLink,
};

for (const [name, start] of Object.entries(modules)) {
  document.querySelectorAll(`[data-module="${name}"]`).forEach(start);
}
document.querySelectorAll("[data-prevent-double-click='true']").forEach(preventDoubleSubmit);

// On a phone the filters start folded, so that results come first.
const filters = document.querySelector("details[data-fold-on-phones]");
if (filters && matchMedia("(max-width: 899px)").matches) filters.open = false;

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Marks of a register that were never sent go after a day, whichever page is opened then. Names that were kept for
// a time without a connection go after a day too, and as soon as somebody else is signed in, or nobody. What cannot
// be read goes at once, and keeps nothing else from going.
const isOver = (kept) => {
  try {
    return !(JSON.parse(kept).until > Date.now());
  } catch {
    return true;
  }
};
try {
  const reader = document.querySelector("[data-reader]")?.dataset.reader;
  for (const name of Object.keys(localStorage)) {
    if (!/^kd-register(-names)?:/.test(name)) continue;
    const [kind, by] = name.split(":");
    if (isOver(localStorage[name]) || (kind === "kd-register-names" && by !== reader)) delete localStorage[name];
  }
} catch {
  // A browser that keeps nothing has nothing to go.
}
