// Keeps half-done work on the server, so that it can be gone on with elsewhere.

const EVERY = 3000; // milliseconds between two looks whether there is something to keep

export class Keeping {
  // `rows()` gives what to keep; `kept(answer)` is told what the server answered; `edited(answer)`
  // that somebody, or another window, has changed the work in the meantime.
  constructor(form, status, { rows, kept, edited }) {
    Object.assign(this, { form, status, rows, kept, edited });
    this.unsaved = false;
    this.stopped = false;
    this.sending = null;
    setInterval(() => this.keep(), EVERY);
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.keep(); });
    window.addEventListener("beforeunload", (event) => { if (this.unsaved || this.sending) event.preventDefault(); });
    form.addEventListener("submit", () => { this.stopped = true; this.unsaved = false; this.sending = null; });
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  }

  changed() {
    this.unsaved = true;
    this.status.textContent = "Not kept yet";
  }

  get revision() { return this.form.elements.revision; }

  async keep() {
    if (!this.unsaved || this.stopped || this.sending) return;
    this.unsaved = false;
    this.sending = this.send();
    try {
      await this.sending;
    } catch {
      this.unsaved = true;
      this.status.textContent = "Not kept: the server did not answer. Your work is still here; trying again.";
    } finally {
      this.sending = null;
    }
  }

  async send() {
    const response = await fetch(this.form.dataset.keep, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({ revision: this.revision.value, rows: this.rows() }),
    });
    if (response.redirected || (response.status !== 409 && !response.ok)) throw new Error("not kept");
    const answer = await response.json();
    if (this.stopped) return;
    if (response.status === 409) {
      this.stopped = true;
      this.unsaved = true;
      this.status.textContent = "Not kept: this work was changed elsewhere.";
      this.edited(answer);
      return;
    }
    this.revision.value = answer.revision;
    if (!this.unsaved) this.status.textContent = `Kept at ${answer.at}`;
    this.kept(answer);
  }
}
