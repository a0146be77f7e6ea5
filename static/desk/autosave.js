// Keeps half-done work on the server while it is done, so that it can be continued elsewhere.

const INTERVAL = 3000; // milliseconds between two checks for unsaved changes
const MOST_UNANSWERED = 50;
const JOURNALS = "desk-sent ";
const NO_ANSWER = "Not kept: the server did not answer. Your work is still here; trying again.";
const NOT_THERE = "Not kept: this work was discarded in another window, or you are signed in as somebody else now. What you did is still here: copy what you need.";
const MOST_KEPT_ALIVE = 60_000; // bytes of a request that browsers let outlive its page

// An answer of the server that it has not stored what was sent, with what there is to say of it.
class NotKept extends Error {}

export class Autosave {
  // `work()` returns what to save, `names()` the names behind its ids. `onSaved(answer)` is called with the server's answer,
  // `onConflict(answer)` when the work was changed elsewhere in the meantime, `onSignedOut(isSo)` after each attempt.
  // `lastSend` names the request that stored what the page shows: see resolve_revision on the server.
  constructor(form, status, { work, names, lastSend, onSaved, onConflict, onSignedOut }) {
    Object.assign(this, { form, status, work, names, onSaved, onConflict, onSignedOut });
    this.unsaved = false;
    this.stopped = false; // while the form is on its way, and after a conflict
    this.sending = null;
    this.unanswered = []; // the names of requests that may have reached the server, as far as the page knows
    this.formSend = ""; // the name of the form, once it is submitted
    this.journal = new Journal(form.dataset.keep);
    const left = this.journal.read();
    this.left = left && isNewer(left, lastSend, this.revision.value) ? left : null;
    if (!this.left) this.journal.clear(); // the page shows it, or what was chosen instead
    setInterval(() => this.save(), INTERVAL);
    document.addEventListener("visibilitychange", () => this.save());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("beforeunload", (event) => { if (this.unsaved || this.sending) event.preventDefault(); });
    form.addEventListener("submit", (event) => this.onSubmit(event));
    form.addEventListener("formdata", ({ formData }) => this.onFormData(formData));
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  }

  // Goes on with what this window had sent, or not yet sent, when its page was reloaded: the server may have built the
  // new page before.
  resume() {
    if (!this.left) return;
    this.revision.value = this.left.revision;
    this.unanswered = this.left.unanswered;
    this.markChanged();
    this.save();
  }

  // Waits for what is on its way: its answer brings the revision that the form has to send. With the one of before,
  // the server would take the form for another window's.
  onSubmit(event) {
    if (this.sending) {
      event.preventDefault();
      this.submitting ??= this.sending.catch(() => {}).then(() => {
        this.submitting = null;
        this.form.requestSubmit(event.submitter);
      });
      return;
    }
    this.stopped = true;
    this.unsaved = false;
    this.formSend = newName();
    this.unanswered = [...this.unanswered, this.formSend].slice(-MOST_UNANSWERED);
    this.note();
  }

  // The form has a name as well: if the server did not store it, the next page of this window goes on with it. It is
  // given when the form is submitted, because a browser may read the fields more than once then.
  onFormData(formData) {
    formData.set("csrfmiddlewaretoken", readToken(this.form));
    for (const name of this.unanswered) formData.append("unanswered", name);
    if (this.formSend) formData.set("send", this.formSend);
  }

  markChanged() {
    this.unsaved = true;
    if (!this.stopped) this.status.textContent = "Not kept yet";
  }

  get revision() { return this.form.elements.revision; }

  async save() {
    if (!this.unsaved || this.stopped || this.sending) return;
    this.unsaved = false;
    this.sending = this.send();
    try {
      await this.sending;
    } catch (error) {
      this.unsaved = true;
      this.status.textContent = error instanceof NotKept ? error.message : NO_ANSWER;
    } finally {
      this.sending = null;
    }
  }

  // The page is about to go: what is not kept is sent, and noted for the page that this window may show next.
  leave() {
    document.activeElement?.blur(); // so that a field takes what was typed
    if (this.unsaved && this.stopped) this.note(); // both copies have to be looked at first
    else if (this.unsaved) this.post().catch(() => {});
  }

  async send() {
    const response = await this.post();
    this.onSignedOut(response.redirected); // to the page where one signs in
    if (response.redirected) throw new NotKept("");
    if (response.status === 404) throw new NotKept(NOT_THERE);
    if (response.status !== 409 && !response.ok) throw new NotKept(NO_ANSWER);
    const answer = await response.json();
    if (this.stopped) return;
    if (response.status === 409) {
      this.stopped = true;
      this.unsaved = true;
      this.status.textContent = "";
      this.onConflict(answer);
      return;
    }
    this.revision.value = answer.revision;
    this.unanswered = [];
    this.note();
    if (!this.unsaved) this.status.textContent = `Kept at ${answer.at}`;
    this.onSaved(answer);
  }

  note() {
    this.journal.write({ revision: this.revision.value, unanswered: this.unanswered, names: this.names(), ...this.work() });
  }

  post() {
    const send = newName();
    const sent = { revision: this.revision.value, send, unanswered: this.unanswered, ...this.work() };
    const body = JSON.stringify(sent);
    this.unanswered = [...this.unanswered, send].slice(-MOST_UNANSWERED);
    this.note();
    return fetch(this.form.dataset.keep, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": readToken(this.form) },
      body,
      keepalive: new TextEncoder().encode(body).length <= MOST_KEPT_ALIVE,
    });
  }
}

// Returns what proves that a request is ours. Whoever signs in again in another tab gets a new one, in the cookie.
export function readToken(form) {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;
}

// Whether what a window sent last is missing from a page, which shows a revision and what the request `lastSend` stored.
export function isNewer({ unanswered, revision }, lastSend, shown) {
  return unanswered.length ? unanswered.at(-1) !== lastSend : Number(revision) > Number(shown);
}

// What this window has sent last, with the requests not answered yet: its next page finds it there. Without room for it, or where a
// browser forbids pages to store anything, only the server has it.
export class Journal {
  constructor(address) { this.key = JOURNALS + address; }

  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  write(work) {
    const store = () => sessionStorage.setItem(this.key, JSON.stringify(work));
    try {
      try {
        store();
      } catch {
        for (const key of Object.keys(sessionStorage)) if (key.startsWith(JOURNALS)) sessionStorage.removeItem(key); // there is no room
        store();
      }
    } catch {
      this.clear();
    }
  }

  clear() {
    try {
      sessionStorage.removeItem(this.key);
    } catch {} // see above
  }
}

// Returns a name that no other request has.
function newName() {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16).padStart(8, "0")).join("");
}
