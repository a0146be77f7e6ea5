// One proposed citation: a line while it is closed, a form while it is open.

import { fillReferenceFields } from "./reference_fields.js";
import { wordCount } from "./captured_text.js";

const CHIPS = { todo: "To check", accepted: "Accepted", dropped: "Dropped", refused: "Needs attention" };

export class RowCard {
  // `desk` is the page: captured text, names, limit, template, errors, offers, find, changed.
  constructor(row, desk) {
    Object.assign(this, { row, desk, form: null });
    const head = desk.headTemplate.content.cloneNode(true);
    this.element = head.querySelector("li");
    setRowId(this.element, row.id);
    this.head = this.element.querySelector(".desk-row-head");
    this.restoreButton = this.element.querySelector("[data-do=restore]");
    this.body = this.element.querySelector(".desk-row-body");
    this.head.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
    this.restoreButton.addEventListener("click", () => this.restore());
    this.drawHead();
  }

  get id() { return this.row.id; }
  get isOpen() { return !this.body.hidden; }
  get errors() { return this.desk.errors[this.id] ?? {}; }

  get state() {
    if (this.row.dropped) return "dropped";
    if (Object.keys(this.errors).length) return "refused";
    return this.row.accepted ? "accepted" : "todo";
  }

  // The position of the excerpt in the text, in units; null while it is not known.
  get span() {
    const { start, end } = this.row;
    return start == null || end == null ? null : [this.desk.captured.units(start), this.desk.captured.units(end)];
  }

  get mark() {
    if (this.row.dropped || !this.span) return null;
    const whole = this.row.whole?.map((points) => this.desk.captured.units(points));
    return { row: this.id, span: this.span, whole, kind: this.row.kind, speaker: this.claimantName, state: this.state };
  }

  // Whether the row is neither accepted nor dropped.
  get isUndecided() { return !this.row.accepted && !this.row.dropped; }

  // Whether somebody has put work into the row: edited a proposal, or chosen the words.
  get isWorkedOn() { return Boolean(this.row.edited || (this.row.proposed !== "finder" && this.row.excerpt)); }

  // Who takes which position, and the first of the words.
  get description() {
    const who = [this.claimantName || "nobody yet", this.desk.stances[this.row.stance]].filter(Boolean).join(" ");
    const words = (this.row.excerpt ?? "").split(/\s+/).filter(Boolean);
    const first = words.slice(0, 12).join(" ") + (words.length > 12 ? "…" : "");
    return first ? `${who}, “${first}”` : who;
  }

  get claimantName() {
    if (this.row.kind === "own_words") return "The outlet itself";
    return this.desk.nameOf("claimant", this.row.claimant) || this.row.new_name || this.row.speaker || "";
  }

  drawHead() {
    const { row } = this;
    const claim = this.desk.nameOf("claim", row.claim) || row.new_claim;
    const stance = this.desk.stances[row.stance] ?? "";
    const setText = (name, words) => { this.element.querySelector(`[data-head=${name}]`).textContent = words; };
    this.element.dataset.state = this.state;
    setText("chip", CHIPS[this.state]);
    setText("who", [this.claimantName || "Nobody yet", stance].filter(Boolean).join(" "));
    setText("excerpt", row.excerpt ? `“${row.excerpt}”` : "No words yet");
    setText("claim", claim ? `${row.claim ? "" : "New: "}${claim}` : "");
    // A hint that comes after the row was closed has to be seen without opening it again.
    setText("hint", this.state === "accepted" && !this.isOpen ? this.desk.hints[this.id] ?? "" : "");
    this.restoreButton.hidden = !row.dropped;
    this.restoreButton.setAttribute("aria-label", `Restore: ${row.excerpt.slice(0, 60)}`);
    this.head.setAttribute("aria-expanded", String(this.isOpen));
  }

  open() {
    if (this.row.dropped) return;
    if (!this.form) this.build();
    this.body.hidden = false;
    this.drawHead();
    this.desk.opened(this);
  }

  close() {
    this.body.hidden = true;
    this.drawHead();
  }

  // Removes the form; the next time the row is opened it is built anew.
  removeForm() {
    this.form?.remove();
    this.form = null;
  }

  build() {
    const content = this.desk.formTemplate.content.cloneNode(true);
    this.form = content.firstElementChild;
    setRowId(this.form, this.id);
    this.body.append(this.form);
    for (const part of this.form.querySelectorAll("[data-script]")) part.hidden = false;
    for (const part of this.form.querySelectorAll("[data-noscript]")) part.remove();
    this.fillFields();
    fillReferenceFields(this);
    this.form.addEventListener("input", (event) => this.onInput(event.target));
    this.form.addEventListener("click", (event) => this.onClick(event));
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.accept(); }
      else if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
    });
    this.drawForm();
  }

  fillFields() {
    for (const field of this.form.querySelectorAll("[data-field]")) {
      const value = this.row[field.dataset.field];
      if (field.type === "radio") field.checked = field.value === (value ?? "");
      else if (field.type === "checkbox") field.checked = Boolean(value);
      else field.value = value ?? "";
    }
  }

  onInput(field) {
    const name = field.dataset.field;
    if (!name) return;
    const value = field.type === "checkbox" ? field.checked : field.value;
    if (name === "excerpt") this.locate(value);
    this.set({ [name]: value });
  }

  // Stores changed fields, however they were changed; they are no longer marked as proposed.
  set(changes) {
    Object.assign(this.row, changes);
    const touched = Object.keys(changes);
    this.row.guessed = (this.row.guessed ?? []).filter((name) => !touched.includes(name));
    this.row.edited = true;
    for (const name of touched) delete this.errors[name];
    this.desk.changed(this, touched);
    this.drawForm();
    this.drawHead();
  }

  locate(excerpt) {
    const span = this.desk.captured.find(excerpt);
    this.row.start = span ? this.desk.captured.points(span[0]) : null;
    this.row.end = span ? this.desk.captured.points(span[1]) : null;
  }

  drawForm() {
    if (!this.form) return;
    const { row } = this;
    const words = wordCount(row.excerpt);
    const count = this.form.querySelector("[data-count]");
    const label = `${words} of ${this.desk.limit} words`;
    if (count.textContent !== label) count.textContent = label;
    count.classList.toggle("desk-over", words > this.desk.limit);
    const conditions = {
      "new-claimant": row.claimant == null && Boolean(row.new_name?.trim()) && row.kind !== "own_words",
      "new-party": row.party == null && Boolean(row.new_party?.trim()),
      "new-claim": row.claim == null && Boolean(row.new_claim?.trim()),
      claimant: row.kind !== "own_words",
      "same-name": Boolean(row.same_name_anyway || this.errors.new_name),
      placed: this.span !== null,
    };
    for (const part of this.form.querySelectorAll("[data-when]")) part.hidden = !conditions[part.dataset.when];
    for (const part of this.form.querySelectorAll("[data-of]")) this.drawField(part);
    this.form.querySelector("[data-hint]").textContent = this.desk.hints[this.id] ?? "";
    this.form.querySelector("[data-do=accept]").textContent = row.accepted ? "Done" : "Accept";
  }

  drawField(part) {
    const names = part.dataset.of.split(" ");
    const guessed = names.some((name) => this.row.guessed?.includes(name));
    part.classList.toggle("desk-guessed", guessed);
    const tag = part.querySelector("[data-proposed]");
    if (tag) tag.hidden = !guessed;
    const list = part.querySelector("[data-errors]");
    if (!list) return;
    const errors = part.dataset.of === "_row" ? this.otherErrors() : names.flatMap((name) => this.errors[name] ?? []);
    list.replaceChildren(...errors.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
    list.hidden = errors.length === 0;
    for (const field of part.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      setInvalid(field, list, errors.length > 0);
    }
  }

  // The errors of the row as a whole, or of something that has no field of its own.
  otherErrors() {
    const shown = [...this.form.querySelectorAll("[data-of]")].flatMap((part) => part.dataset.of.split(" "));
    return Object.entries(this.errors).flatMap(([name, errors]) => (shown.includes(name) ? [] : errors));
  }

  onClick(event) {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const [action, side, by] = button.dataset.do.split(":");
    if (action === "move") this.moveEdge(side, Number(by));
    else if (action === "show") this.desk.pane.focusOn(this.id);
    else if (action === "accept") this.accept();
    else if (action === "drop") this.drop();
  }

  moveEdge(side, by) {
    const { captured, limit } = this.desk;
    const span = this.span && captured.moveEdge(this.span, side, by, limit);
    if (!span) {
      this.desk.say(this.span ? `It goes no further: an excerpt has 1 to ${limit} words.` : "These words are not found in the text.");
      return;
    }
    const excerpt = captured.slice(span);
    this.form.querySelector("[data-field=excerpt]").value = excerpt;
    this.row.start = captured.points(span[0]);
    this.row.end = captured.points(span[1]);
    this.set({ excerpt });
    this.desk.pane.reveal(this.id);
  }

  accept() {
    const missing = this.findMissing();
    if (Object.keys(missing).length) {
      this.desk.errors[this.id] = missing;
      this.drawForm();
      this.drawHead();
      this.focusFirstError();
      return;
    }
    delete this.desk.errors[this.id];
    this.row.accepted = true;
    this.row.guessed = [];
    this.drawForm();
    this.close();
    this.desk.copyNewClaimant(this);
    this.desk.changed(this, ["accepted"]);
    this.desk.next(this);
  }

  // Finds required fields that are missing; the server validates the rest.
  findMissing() {
    const { row } = this;
    const errors = {};
    const words = wordCount(row.excerpt);
    if (!words) errors.excerpt = ["Choose the words that show it."];
    else if (words > this.desk.limit) errors.excerpt = [`That is ${words} words; at most ${this.desk.limit}.`];
    if (row.kind !== "own_words" && row.claimant == null) {
      if (!row.new_name?.trim()) errors.claimant = ["Say who takes this position."];
      else if (!row.new_kind) errors.new_kind = ["Choose from the list above, or say what kind of claimant this is."];
      else if (!this.hasParty()) errors.party = [`For whom does ${row.new_name.trim()} speak? Choose the party, or tick “Speaks for itself”.`];
    }
    if (!row.stance) errors.stance = ["Choose a stance."];
    if (!row.said_on) errors.said_on = ["Say when it was said."];
    if (row.claim == null && !row.new_claim?.trim()) errors.claim = ["Say which claim it bears on."];
    else if (row.claim == null && !row.nature) errors.nature = ["Choose from the claims found, or say the nature of the new one."];
    return errors;
  }

  // Whether it is known for whom a new claimant speaks, which the record requires.
  hasParty() {
    const { row } = this;
    const party = row.party != null || Boolean(row.new_party?.trim());
    return party || row.new_kind === "government" || (Boolean(row.speaks_for_itself) && row.new_kind !== "unnamed");
  }

  focusFirstError() {
    this.open();
    const part = [...this.form.querySelectorAll("[data-errors]")].find((list) => !list.hidden)?.closest("[data-of]");
    for (let box = part?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const invalid = part?.querySelector("[aria-invalid]:not([hidden])") ?? this.head;
    invalid.focus();
  }

  drop() {
    this.row.dropped = true;
    delete this.desk.errors[this.id];
    this.close();
    this.desk.changed(this, ["dropped"]);
    this.restoreButton.focus();
    this.desk.say("Dropped. Restore brings it back.");
  }

  restore() {
    this.row.dropped = false;
    this.row.accepted = false;
    this.desk.changed(this, ["dropped"]);
    this.open();
    this.head.focus();
  }
}

// Tells assistive technology whether a field is invalid, and which words say why.
function setInvalid(field, list, isInvalid) {
  list.id ||= `${field.closest(".desk-row").id}-${field.dataset.field ?? field.dataset.ref}-said`;
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== list.id);
  if (isInvalid) described.push(list.id);
  if (isInvalid) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  if (described.length) field.setAttribute("aria-describedby", described.join(" "));
  else field.removeAttribute("aria-describedby");
}

// Replaces the placeholder in the attributes of a cloned template by the row's id.
function setRowId(element, id) {
  for (const descendant of [element, ...element.querySelectorAll("*")]) {
    for (const attribute of [...descendant.attributes]) {
      if (attribute.value.includes("__row__")) attribute.value = attribute.value.replaceAll("__row__", id);
    }
  }
}
