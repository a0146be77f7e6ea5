// Saves half-done work on the server every few seconds, so that it can be continued elsewhere.

const INTERVAL = 3000; // milliseconds between two checks for unsaved changes

export class Autosave {
  // `work()` returns what to save. `onSaved(answer)` is called with the server's answer,
  // `onConflict(answer)` when the work was changed elsewhere in the meantime.
  constructor(form, status, { work, onSaved, onConflict }) {
    Object.assign(this, { form, status, work, onSaved, onConflict });
    this.unsaved = false;
    this.stopped = false;
    this.sending = null;
    setInterval(() => this.save(), INTERVAL);
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.save(); });
    window.addEventListener("beforeunload", (event) => { if (this.unsaved || this.sending) event.preventDefault(); });
    form.addEventListener("submit", (event) => this.onSubmit(event));
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
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
  }

  markChanged() {
    this.unsaved = true;
    this.status.textContent = "Not kept yet";
  }

  get revision() { return this.form.elements.revision; }

  async save() {
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
      body: JSON.stringify({ revision: this.revision.value, ...this.work() }),
    });
    if (response.redirected || (response.status !== 409 && !response.ok)) throw new Error("not kept");
    const answer = await response.json();
    if (this.stopped) return;
    if (response.status === 409) {
      this.stopped = true;
      this.unsaved = true;
      this.status.textContent = "Not kept: this work was changed elsewhere.";
      this.onConflict(answer);
      return;
    }
    this.revision.value = answer.revision;
    if (!this.unsaved) this.status.textContent = `Kept at ${answer.at}`;
    this.onSaved(answer);
  }
}
