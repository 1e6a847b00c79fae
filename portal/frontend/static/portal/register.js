// The register without a connection. Without this file its buttons send forms, as everywhere.
//
// What stands in the browser: numbers of places and meetings, and marks; it goes once it is sent, or after a day.
// Names too where the reader asked for it, so that the register opens without a connection (worker.js): they go once
// everybody is marked and the marks are sent, after a day, or with signing out (portal.js).
// The server decides which of two marks holds.

const PREFIX = "kd-register:";
const NAMES = "kd-register-names:";
const A_DAY = 24 * 60 * 60 * 1000;
const AGAIN = 15 * 1000;
const PATIENCE = 20 * 1000;
const AT_ONCE = 200;
const WAITS = "Saved on this phone, not sent yet";

const form = document.getElementById("register-form");
const status = document.getElementById("register-status");

/** A random id, also where a page is not served over https. */
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
}

/** Marks of one person's register that are not sent yet, kept in the browser. */
class Waiting {
  constructor(name) {
    this.name = PREFIX + name;
    this.kept = true;
    const found = this.read();
    this.device = found.device ?? newKey().slice(0, 8);
    this.marks = found.marks ?? {};
    this.drop((mark) => mark.at < Date.now() - A_DAY);
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? {};
    } catch {
      return {};
    }
  }

  get all() {
    return Object.values(this.marks);
  }

  of(meeting, place) {
    return this.marks[`${meeting}:${place}`];
  }

  /** The register may be open in two tabs: what the other page keeps is neither written over nor thrown away. */
  join() {
    for (const [name, other] of Object.entries(this.read().marks ?? {})) {
      if (!(this.marks[name]?.at >= other.at)) this.marks[name] = other;
    }
  }

  add(mark) {
    this.join();
    this.marks[`${mark.meeting}:${mark.place}`] = mark;
    this.write();
  }

  drop(unwanted) {
    this.join();
    for (const [name, mark] of Object.entries(this.marks)) if (unwanted(mark)) delete this.marks[name];
    this.write();
  }

  /** A browser that keeps nothing for us still holds the marks as long as the page is open. */
  write() {
    try {
      const until = Math.min(...this.all.map((mark) => mark.at)) + A_DAY;
      if (this.all.length) localStorage.setItem(this.name, JSON.stringify({ until, device: this.device, marks: this.marks }));
      else localStorage.removeItem(this.name);
      this.kept = true;
    } catch {
      this.kept = false;
    }
  }
}

/** The people of one meeting's register by name, kept in the browser as its reader asked. */
class Names {
  constructor(name) {
    this.name = NAMES + name;
  }

  /** Of any reader's: others' are deleted when somebody else signs in. */
  static of(register) {
    const name = Object.keys(localStorage).find((one) => one.startsWith(NAMES) && one.endsWith(`:${register}`));
    return name ? new Names(name.slice(NAMES.length)) : null;
  }

  get kept() {
    try {
      const found = JSON.parse(localStorage.getItem(this.name));
      return found?.until > Date.now() ? found : null;
    } catch {
      return null;
    }
  }

  keep(found) {
    localStorage.setItem(this.name, JSON.stringify(found));
  }

  forget() {
    localStorage.removeItem(this.name);
  }
}

class Register {
  constructor() {
    this.meeting = Number(form.dataset.meeting);
    this.waiting = new Waiting(`${form.dataset.by}:${form.dataset.register}`);
    this.sending = false;
    this.failed = false;
    this.refusals = {};
    for (const mark of this.waiting.all) if (mark.meeting === this.meeting) this.show(mark.place, mark.state);
    form.addEventListener("submit", (event) => this.press(event));
    window.addEventListener("online", () => this.send());
    window.addEventListener("offline", () => this.tell());
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
    setInterval(() => this.send(), AGAIN);
    this.failed = this.waiting.all.length > 0;
    this.tell();
    this.begin();
  }

  begin() {
    this.keeping = new Keeping(this);
    this.send();
  }

  row(place) {
    return form.querySelector(`[data-place="${place}"]`);
  }

  press(event) {
    const button = event.submitter;
    if (button?.name !== "mark") return;
    event.preventDefault();
    const [place, state] = button.value.split(":");
    const before = this.waiting.of(this.meeting, place);
    const seen = before?.seen ?? Number(this.row(place).dataset.version);
    this.waiting.add({ key: newKey(), place: Number(place), meeting: this.meeting, state, at: Date.now(), seen });
    delete this.refusals[place];
    this.show(place, state);
    if (!navigator.onLine) this.failed = true;
    this.tell();
    this.send();
  }

  /** How a person is marked, as far as this phone knows. */
  show(place, state, marked = WAITS, note = "") {
    const row = this.row(place);
    if (!row) return;
    row.dataset.state = state || "none";
    row.classList.toggle("kd-person--waiting", marked === WAITS);
    row.querySelector(".kd-person__marked").textContent = marked;
    row.querySelector(".kd-person__note").textContent = note;
    for (const button of row.querySelectorAll("button[name=mark]")) {
      button.setAttribute("aria-pressed", String(button.value.endsWith(`:${state}`)));
    }
    for (const count of document.querySelectorAll("[data-count]")) {
      count.textContent = form.querySelectorAll(`.kd-person[data-state="${count.dataset.count}"]`).length;
    }
  }

  async send() {
    this.waiting.drop((mark) => mark.at < Date.now() - A_DAY);
    const marks = this.waiting.all.slice(0, AT_ONCE);
    if (!marks.length || this.sending) return;
    this.sending = true;
    let problem = "";
    try {
      problem = await this.post(marks);
    } catch {
      this.failed = true;
    }
    this.sending = false;
    this.tell(problem);
    if (!this.failed && this.waiting.all.length) this.send();
  }

  /** Sends the marks; answers with what stands in the way, if it is not the connection. */
  async post(marks) {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const response = await fetch(form.dataset.marksUrl, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
      body: JSON.stringify({ sent: Date.now(), device: this.waiting.device, marks }),
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    this.failed = !response.ok;
    if (response.type === "opaqueredirect" || response.status === 403) return "signed-out";
    if (response.status === 404) return "not-yours";
    if (!response.ok) throw new Error(`marks: ${response.status}`);
    return this.take(await response.json());
  }

  /** What the server says: which marks it has, and how everybody is marked now. Answers with why marks that this
   * page does not show do not count. */
  take(answer) {
    const done = new Map(answer.marks.map((one) => [one.key, one.refusal]));
    const lost = this.waiting.all.filter((mark) => mark.meeting !== this.meeting && done.get(mark.key));
    const here = new Set(answer.rows.map((row) => row.place));
    for (const mark of this.waiting.all) {
      if (!done.get(mark.key) || mark.meeting !== this.meeting) continue;
      this.refusals[mark.place] = done.get(mark.key);
      if (!here.has(mark.place)) this.show(mark.place, "", "", done.get(mark.key));
    }
    this.waiting.drop((mark) => done.has(mark.key));
    for (const row of answer.rows) {
      if (this.row(row.place)) this.row(row.place).dataset.version = row.version;
      if (this.waiting.of(this.meeting, row.place)) continue;
      this.show(row.place, row.state, row.marked, this.refusals[row.place] ?? row.note);
    }
    this.keeping.refresh();
    const marks = lost.length === 1 ? "1 mark of another meeting does" : `${lost.length} marks of another meeting do`;
    return lost.length ? `${marks} not count. ${done.get(lost[0].key)}` : "";
  }

  /** How it stands with the marks. ``problem`` is one of those known here, or says itself what is wrong. */
  tell(problem = "") {
    const number = this.waiting.all.length;
    const marks = number === 1 ? "1 mark is" : `${number} marks are`;
    let words = "";
    if (number && !this.waiting.kept) words = `${marks} not sent yet, and this browser cannot keep them: leave this page open.`;
    else if (number && problem === "signed-out") words = `${marks} saved on this phone, not sent yet.`;
    else if (number && problem === "not-yours") words = `${marks} saved on this phone, and this register is no longer yours. Tell an officer.`;
    else if (number && this.failed) words = `${marks} saved on this phone, not sent yet. We send as soon as there is a connection.`;
    else if (problem) words = problem;
    else if (!number && this.told) words = "Everything is sent.";
    this.told = Boolean(number && this.failed) || (this.told && Boolean(words));
    this.say(words, Boolean(problem) || !this.waiting.kept, problem === "signed-out");
  }

  say(words, isProblem, withLink) {
    if (status.textContent.startsWith(words) && words && !withLink) return;
    status.replaceChildren();
    if (!words) return;
    const line = document.createElement("p");
    line.textContent = words;
    line.classList.toggle("kd-register__problem", isProblem);
    if (withLink) {
      const link = document.createElement("a");
      link.href = location.href.split("#")[0];
      link.textContent = "Sign in again to send them";
      line.append(" ", link);
    }
    status.append(line);
  }
}

/** The button with which a register is kept on the phone, and what it says afterwards. */
class Keeping {
  constructor(register) {
    this.register = register;
    this.names = new Names(`${form.dataset.by}:${form.dataset.register}`);
    this.box = document.getElementById("register-keep");
    if (!this.box || !navigator.serviceWorker) return this.names.forget();
    this.button = this.box.querySelector("[data-keep]");
    this.button.addEventListener("click", () => (this.kept ? this.forget() : this.keep()));
    this.refresh();
  }

  get kept() {
    const kept = this.names.kept;
    return kept?.meeting === this.register.meeting ? kept : null;
  }

  /** Nothing is left for which the names would be needed. */
  get done() {
    return !this.register.waiting.all.length && !form.querySelector(".kd-person[data-state=none]");
  }

  async keep() {
    try {
      await navigator.serviceWorker.register(form.dataset.worker);
      await navigator.serviceWorker.ready;
      this.write(Date.now() + A_DAY);
      this.tell();
    } catch {
      this.say("This browser cannot keep the register. Open it with a connection, and leave this page open.");
    }
  }

  write(until) {
    const people = Array.from(form.querySelectorAll("[data-place]"), (row) => ({
      place: Number(row.dataset.place),
      name: row.querySelector(".kd-person__name").textContent,
      seen: Number(row.dataset.version),
    }));
    const head = document.querySelector("[data-head]").innerText;
    this.names.keep({ until, meeting: this.register.meeting, head, people });
  }

  forget() {
    this.names.forget();
    this.tell();
  }

  /** After marks were sent: who is there and what was seen of them may have changed. */
  refresh() {
    if (!this.button) return;
    if (this.kept) this.write(this.kept.until);
    if (this.kept && this.done) this.names.forget();
    this.tell();
  }

  tell() {
    const until = this.kept?.until;
    const moment = until && new Intl.DateTimeFormat("en-GB", { weekday: "long", hour: "numeric", minute: "2-digit", hour12: true, timeZone: "Europe/London" }).format(until);
    this.say(until ? `Kept on this phone until ${moment.replace(" at ", ", ").replace(/\s([ap]m)/i, "$1")}. Without a connection, open it as always: marks are sent later.` : "");
    this.button.textContent = until ? "Remove from this phone" : "Keep on this phone";
    this.box.hidden = this.done;
  }

  say(words) {
    const line = this.box.querySelector("[data-kept]");
    line.textContent = words;
    line.hidden = !words;
    this.box.querySelector("[data-not-kept]").hidden = Boolean(words);
  }
}

/** The page of the service worker: filled from what this browser keeps, it leads on as soon as the server answers. */
class OfflineRegister extends Register {
  static start() {
    const uid = location.pathname.split("/").at(-2);
    const names = Names.of(uid);
    const asked = new URLSearchParams(location.search).get("meeting");
    if (!names?.kept || (asked && Number(asked) !== names.kept.meeting)) return;
    Object.assign(form.dataset, { register: uid, meeting: names.kept.meeting, by: names.name.split(":")[1] });
    document.getElementById("register-none").hidden = true;
    const head = document.getElementById("register-head");
    head.innerText = names.kept.head;
    head.hidden = form.hidden = document.getElementById("register-kept").hidden = false;
    form.querySelector("ul").append(...names.kept.people.map(OfflineRegister.person));
    new OfflineRegister();
  }

  static person({ place, name, seen }) {
    const row = document.getElementById("register-person").content.firstElementChild.cloneNode(true);
    Object.assign(row.dataset, { place, version: seen });
    row.querySelector(".kd-person__name").textContent = name;
    row.querySelector("[role=group]").setAttribute("aria-label", name);
    for (const button of row.querySelectorAll("button")) {
      button.value = `${place}:${button.value}`;
      button.lastElementChild.textContent = ` ${name}`;
    }
    return row;
  }

  begin() {}

  /** The page itself comes again once the server answers; it sends what waits. */
  async send() {
    if (this.sending) return;
    this.sending = true;
    try {
      const response = await fetch(location.href, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout?.(PATIENCE) });
      this.failed = response.status >= 502;
      if (!this.failed) location.reload();
    } catch {
      this.failed = true;
    }
    this.sending = false;
    this.tell();
  }
}

if (form && status) {
  if ("offline" in form.dataset) OfflineRegister.start();
  else new Register();
}
