// Suggestions while typing, and lists that follow their filters at once. All of it works without this file.

const PAUSE = 150; // milliseconds after a key before we ask
const narrow = matchMedia("(max-width: 899.98px)");
const KINDS = {
  need: "Need",
  course: "Course",
  resource: "Resource",
  service: "Service",
  parent_session: "Session for parents",
  page: "Page",
};

/** A polite voice for screen readers, beside `place`. */
function voice(place) {
  const status = document.createElement("div");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  place.append(status);
  return (words) => {
    status.textContent = words;
  };
}

/**
 * A search box as a combobox with a list of suggestions, chosen by hand (the pattern "list autocomplete
 * with manual selection" of the ARIA Authoring Practices): the focus stays in the box.
 */
function combobox(form) {
  const input = form.querySelector(".kd-search__input");
  const list = document.createElement("ul");
  const say = voice(form);
  let options = [];
  let active = -1;
  let timer = 0;
  let asking = null;
  const known = new Map();

  list.id = `${input.id}-suggestions`;
  list.className = "kd-suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  form.querySelector(".kd-search__row").append(list);

  // A box of type "search" may not be a combobox, and has an Escape of its own.
  input.type = "text";
  input.inputMode = "search";
  input.enterKeyHint = "search";
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    say("");
  };

  const mark = (index) => {
    active = index;
    for (const [number, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(number === index));
    }
    if (index < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  };

  const open = (found) => {
    options = found;
    active = -1;
    if (!found.length || document.activeElement !== input) {
      close();
      return;
    }
    list.replaceChildren(
      ...found.map((suggestion, number) => {
        const option = document.createElement("li");
        const text = document.createElement("span");
        const kind = document.createElement("span");
        option.id = `${list.id}-${number}`;
        option.className = "kd-suggestions__option";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        text.textContent = suggestion.text;
        kind.className = "kd-suggestions__kind";
        kind.textContent = KINDS[suggestion.kind] ?? "";
        option.append(text, " ", kind);
        return option;
      }),
    );
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    say(`${found.length} suggestion${found.length === 1 ? "" : "s"}. Use the down arrow to choose.`);
  };

  const ask = async () => {
    const words = input.value.trim().toLowerCase();
    asking?.abort();
    if (words.length < 2) {
      close();
      return;
    }
    if (known.has(words)) {
      open(known.get(words));
      return;
    }
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`, {
        signal: asking.signal,
      });
      if (!answer.ok) return;
      const found = await answer.json();
      known.set(words, found);
      if (input.value.trim().toLowerCase() === words) open(found);
    } catch {
      // Somebody typed on, or the network is gone: the box itself still searches.
    }
  };

  const go = (index) => {
    const { text, url } = options[index];
    close();
    input.value = text;
    window.location.assign(url);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    asking?.abort();
    close();
  });
  form.addEventListener("submit", close);

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = options.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) {
        ask();
      } else if (event.altKey) {
        if (event.key === "ArrowUp") close();
      } else if (event.key === "ArrowDown") {
        mark(active < last ? active + 1 : 0);
      } else {
        mark(active > 0 ? active - 1 : last);
      }
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      go(active);
    } else if (event.key === "Escape") {
      if (!list.hidden) close();
      else input.value = "";
      event.preventDefault();
    } else if (event.key === "Home" || event.key === "End" || event.key.startsWith("ArrowL") || event.key.startsWith("ArrowR")) {
      mark(-1);
    }
  });

  // The press must not take the focus out of the box before the click arrives.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go([...list.children].indexOf(option));
  });
}

/** What makes a control the same one after the list was fetched again. */
function same(element) {
  if (!element || element === document.body) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.name) {
    const value = `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`;
    return `${element.localName}${value}:not([type="hidden"])`;
  }
  return element.dataset.same ? `[data-same="${CSS.escape(element.dataset.same)}"]` : null;
}

/**
 * A list that follows its filters: ticking a box fetches the page that the form would lead to and puts
 * its parts (`data-live-part`) in the place of those that are shown, with the address in the history.
 */
function liveList(form) {
  const fold = form.querySelector("details[data-fold-on-phones]");
  const apply = form.querySelector("[data-live-apply]");
  let asking = null;

  let shown = window.location.pathname + window.location.search;

  const parts = (root) => [...root.querySelectorAll("[data-live-part]")];
  const results = () => document.querySelector("[data-live-part='results']");
  const count = () => document.querySelector("[data-live-part='count']");

  // The words in the box are those of the address, until somebody types others.
  const box = (root) => root.querySelector(".kd-search-again .kd-search__input");
  let words = box(document)?.value;
  const showWords = (fetched) => {
    const fresh = box(fetched)?.value ?? "";
    if (box(document)?.value === words) box(document).value = fresh;
    words = fresh;
  };

  const toCount = () => {
    count()?.setAttribute("tabindex", "-1");
    count()?.focus();
  };

  const show = (fetched) => {
    const had = document.activeElement !== document.body;
    const focus = same(document.activeElement);
    const opened = new Map(
      [...document.querySelectorAll("details[data-same]")].map((part) => [part.dataset.same, part.open]),
    );
    const fresh = new Map(parts(fetched).map((part) => [part.dataset.livePart, part]));
    for (const part of parts(document)) {
      const other = fresh.get(part.dataset.livePart);
      part.replaceChildren(...(other ? document.importNode(other, true).childNodes : []));
    }
    for (const part of document.querySelectorAll("details[data-same]")) {
      if (opened.get(part.dataset.same)) part.open = true;
    }
    if (box(document)) showWords(fetched);
    document.title = fetched.title;
    nameButton();
    if (had && document.activeElement === document.body) {
      const again = focus && document.querySelector(focus);
      if (again) again.focus({ preventScroll: true });
      else toCount();
    }
  };

  // On a phone the filters cover the list: the button says what waits below.
  const nameButton = () => {
    const words = count()?.querySelector("[data-words]")?.dataset.words ?? "";
    if (apply) apply.textContent = narrow.matches && words ? `Show ${words}` : apply.dataset.liveApply;
  };

  const load = async (address, { push = true } = {}) => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    results()?.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const fetched = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (signal.aborted) return;
      if (push) window.history.pushState({}, "", answer.url || address);
      shown = window.location.pathname + window.location.search;
      show(fetched);
    } catch (error) {
      if (error.name !== "AbortError") window.location.assign(address);
    } finally {
      if (!signal.aborted) results()?.removeAttribute("aria-busy");
    }
  };

  const asked = () => {
    const chosen = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      // The first order of a list is the one it has anyway.
      const usual = form.elements.namedItem(name)?.selectedIndex === 0;
      if (value && !usual) chosen.append(name, value);
    }
    const query = chosen.toString();
    return query ? `${form.action}?${query}` : form.action;
  };

  document.documentElement.classList.add("kd-live");
  document.addEventListener("change", (event) => {
    // A day is changed with every figure typed; it counts once the field is left or whole.
    if (event.target.form === form && event.target.type !== "text") load(asked());
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".kd-chips a, .kd-understood a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    load(link.href);
  });
  form.addEventListener("submit", (event) => {
    if (!apply || event.submitter !== apply || !narrow.matches || !fold) return;
    event.preventDefault();
    fold.open = false;
    load(asked(), { push: asked() !== window.location.href }).then(toCount);
  });
  window.addEventListener("popstate", () => {
    // Links within the page change no more than what follows "#".
    if (window.location.pathname + window.location.search !== shown) load(window.location.href, { push: false });
  });
}

for (const form of document.querySelectorAll("form[data-suggest]")) combobox(form);
for (const form of document.querySelectorAll("form[data-live]")) liveList(form);
