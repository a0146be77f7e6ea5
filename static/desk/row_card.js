// One proposed citation: a line while it is closed, a form while it is open.

import { listOffered, takeDefaults } from "./article_defaults.js";
import { drawParties, fillReferenceFields } from "./reference_fields.js";
import { ReadyClaims } from "./ready_claims.js";
import { wordCount } from "./captured_text.js";

const CHIPS = { todo: "To check", accepted: "Accepted", dropped: "Dropped", refused: "Needs attention", unlikely: "Probably nothing" };

export class RowCard {
  // `desk` is the page: captured text, names, limit, template, errors, offers, find, changed.
  constructor(row, desk) {
    Object.assign(this, { row, desk, form: null, references: {} });
    const head = desk.headTemplate.content.cloneNode(true);
    this.element = head.querySelector("li");
    setRowId(this.element, row.id);
    this.head = this.element.querySelector(".desk-row-head");
    const button = (name) => this.element.querySelector(`.desk-row-line [data-do=${name}]`);
    [this.acceptButton, this.dropButton, this.restoreButton] = ["accept", "drop", "restore"].map(button);
    this.body = this.element.querySelector(".desk-row-body");
    this.head.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
    this.acceptButton.addEventListener("click", () => this.accept());
    this.dropButton.addEventListener("click", () => this.drop());
    this.restoreButton.addEventListener("click", () => this.restore());
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.repeat || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.accept();
    });
    this.drawHead();
  }

  get id() { return this.row.id; }
  get isOpen() { return !this.body.hidden; }
  get errors() { return this.desk.errors[this.id] ?? {}; }

  get state() {
    if (this.row.dropped) return "dropped";
    if (Object.keys(this.errors).length) return "refused";
    if (this.isUnlikely) return "unlikely";
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

  // Whether the line that says what the row is about can be seen, above the bar at the foot of the page.
  get isInView() {
    const { top, bottom } = this.head.getBoundingClientRect();
    return top >= -1 && bottom <= document.querySelector(".desk-save-row").getBoundingClientRect().top + 1;
  }

  // Whether the row is neither accepted nor dropped.
  get isUndecided() { return !this.row.accepted && !this.row.dropped; }

  // Whether somebody has put work into the row: edited a proposal, or chosen the words.
  get isWorkedOn() { return Boolean(this.row.edited || (this.row.proposed !== "finder" && this.row.excerpt)); }

  // Whether the row is probably no position, or was left out before, and nobody has taken it up.
  get isUnlikely() { return Boolean(this.row.unlikely) && this.isUndecided && (!this.isWorkedOn || Boolean(this.row.left_out_before)); }

  // What the row takes from its article, and the row with it.
  get taken() { return takeDefaults(this.row, this.desk.defaults); }
  get complete() { return { ...this.row, ...this.taken }; }

  // Who takes which position, and the first of the words.
  get description() {
    const who = [this.claimantName || "nobody yet", this.stanceWords].filter(Boolean).join(" ");
    const words = (this.row.excerpt ?? "").split(/\s+/).filter(Boolean);
    const first = words.slice(0, 12).join(" ") + (words.length > 12 ? "…" : "");
    return first ? `${who}, ${quoteWords(first)}` : who;
  }

  // The stance with its reservation; empty without a stance.
  get stanceWords() {
    const stance = this.desk.stances[this.row.stance] ?? "";
    return stance + (this.row.hedged ? ", hedged" : "");
  }

  get claimantName() {
    if (this.row.kind === "own_words") return "The outlet itself";
    return this.desk.nameOf("claimant", this.row.claimant) || this.row.new_name || this.row.speaker || "";
  }

  drawHead() {
    const { row } = this;
    const claim = this.desk.nameOf("claim", row.claim) || row.new_claim;
    const setText = (name, words) => { this.element.querySelector(`[data-head=${name}]`).textContent = words; };
    this.element.dataset.state = this.state;
    setText("number", this.desk.numberOf(row));
    setText("chip", this.isUnlikely && row.recorded ? "Recorded" : CHIPS[this.state]);
    setText("who", [this.claimantName || "Nobody yet", this.stanceWords].filter(Boolean).join(" "));
    setText("excerpt", row.excerpt ? quoteWords(row.excerpt) : "No words yet");
    const suggested = row.proposition && !claim ? `Suggested: ${row.proposition}` : "";
    setText("claim", claim ? `${row.claim ? "" : "New: "}${claim}` : suggested);
    // A hint that comes after the row was closed has to be seen without opening it again.
    const hint = this.state === "accepted" && !this.isOpen ? this.desk.hints[this.id] ?? "" : "";
    setText("hint", this.isUnlikely ? row.unlikely : hint);
    const recorded = this.desk.recorded[row.recorded];
    const link = this.element.querySelector("[data-recorded]");
    link.hidden = !recorded;
    if (recorded) Object.assign(link.firstElementChild, { href: recorded.url, textContent: `Recorded: ${recorded.label}` });
    const isPut = row.dropped || this.isUnlikely; // away
    this.restoreButton.hidden = !isPut;
    this.restoreButton.textContent = row.dropped ? "Restore" : "Bring back";
    this.dropButton.hidden = isPut;
    this.acceptButton.hidden = isPut || (row.accepted && !this.isOpen); // there it has nothing to do
    this.acceptButton.textContent = row.accepted ? "Close" : "Accept";
    const words = row.excerpt.slice(0, 60);
    this.restoreButton.setAttribute("aria-label", `${this.restoreButton.textContent}: ${words}`);
    for (const button of [this.acceptButton, this.dropButton]) button.setAttribute("aria-describedby", this.head.id);
    this.head.setAttribute("aria-expanded", String(this.isOpen));
  }

  open() {
    if (this.row.dropped || this.isUnlikely) return;
    if (!this.form) this.build();
    this.body.hidden = false;
    this.element.classList.add("desk-open");
    this.drawHead();
    this.ready.refresh();
    this.desk.opened(this);
  }

  close() {
    this.body.hidden = true;
    this.element.classList.remove("desk-open");
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
    this.ready = new ReadyClaims(this, this.form.querySelector("[data-ready]"));
    this.form.addEventListener("input", (event) => this.onInput(event.target));
    this.form.addEventListener("click", (event) => this.onClick(event));
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
    if (field.dataset.leftEmpty) this.leaveEmpty(field.dataset.leftEmpty, field.checked);
    if (!name) return;
    const value = field.type === "checkbox" ? field.checked : field.value;
    if (name === "excerpt") this.locate(value);
    if (!value && ["place", "said_on"].includes(name)) this.leaveEmpty(name);
    this.set({ [name]: value });
  }

  // Stores changed fields, however they were changed; they are no longer marked as proposed.
  set(changes) {
    Object.assign(this.row, changes);
    const touched = Object.keys(changes);
    this.row.guessed = (this.row.guessed ?? []).filter((name) => !touched.includes(name));
    this.row.edited = true;
    for (const name of touched) {
      delete this.errors[name];
      delete this.row.reasons?.[name];
    }
    const isAskedOfStance = this.desk.offers[this.id]?.stance && touched.includes("stance");
    if (isAskedOfStance) delete this.errors.claim;
    if (touched.includes("claim") || touched.includes("new_claim") || isAskedOfStance) {
      for (const name of ["claim", "settled", "same_row", "stance"]) delete this.desk.offers[this.id]?.[name];
    }
    this.desk.changed(this, touched);
    this.drawForm();
    this.drawHead();
  }

  // Lets a field stay empty although the article has a value for all rows, or not.
  leaveEmpty(name, isLeft = true) {
    const others = (this.row.left_empty ?? []).filter((other) => other !== name);
    this.set({ left_empty: isLeft ? [...others, name] : others });
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
    const label = `${words} of ${this.desk.limit}`;
    if (count.textContent !== label) count.textContent = label;
    count.classList.toggle("desk-over", words > this.desk.limit);
    const conditions = {
      "new-claimant": row.claimant == null && Boolean(row.new_name?.trim()) && row.kind !== "own_words",
      "own-party": !["unnamed", "government"].includes(row.new_kind), // whether it is a question
      "new-party": row.party == null && Boolean(row.new_party?.trim()),
      "new-claim": row.claim == null && Boolean(row.new_claim?.trim()),
      claimant: row.kind !== "own_words",
      "same-name": Boolean(row.same_name_anyway || this.errors.new_name),
      placed: this.span !== null,
    };
    for (const part of this.form.querySelectorAll("[data-when]")) part.hidden = !conditions[part.dataset.when];
    for (const field of this.form.querySelectorAll("[data-on-record]")) {
      field.placeholder = row.claimant == null ? "" : field.dataset.onRecord;
    }
    for (const part of this.form.querySelectorAll("[data-of]")) this.drawField(part);
    for (const mark of this.form.querySelectorAll("[data-proposed]")) this.drawMark(mark);
    for (const mark of this.form.querySelectorAll("[data-from]")) this.drawFrom(mark);
    drawParties(this);
    this.form.querySelector("[data-hint]").textContent = this.desk.hints[this.id] ?? "";
    this.form.querySelector("[data-digest]").textContent = this.digest;
  }

  drawField(part) {
    const names = part.dataset.of.split(" ");
    const list = part.querySelector("[data-errors]");
    if (!list) return;
    const errors = part.dataset.of === "_row" ? this.otherErrors() : names.flatMap((name) => this.errors[name] ?? []);
    list.replaceChildren(...errors.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
    list.hidden = errors.length === 0;
    for (const field of part.querySelectorAll("input:not([type=hidden], [data-left-empty]), select, textarea")) {
      setInvalid(field, list, errors.length > 0);
    }
  }

  // Shows how sure a proposed field is, and why.
  drawMark(mark) {
    const guessed = mark.dataset.proposed.split(" ").find((name) => this.row.guessed?.includes(name));
    const [why, sure] = this.row.reasons?.[guessed] ?? [this.desk.no_reason, "guess"];
    mark.hidden = guessed === undefined;
    mark.querySelector("[data-sure]").textContent = sure;
    mark.querySelector("[data-why]").textContent = why;
  }

  // Shows what the row takes from its article.
  drawFrom(mark) {
    const name = mark.dataset.from;
    const { desk } = this;
    const offered = listOffered(this.row, desk.defaults);
    const words = {
      topics: () => desk.describeTopics(offered),
      party: () => desk.nameOf("claimant", offered.party),
      said_on: () => formatDay(offered.said_on, offered.said_on_precision),
      place: () => offered.place,
    };
    mark.hidden = !(name in offered);
    mark.querySelector("[data-from-words]").textContent = name in offered ? words[name]() : "";
    mark.querySelector("[data-left-empty]").checked = (this.row.left_empty ?? []).includes(name);
  }

  // The errors of the row as a whole, or of something that has no field of its own now.
  otherErrors() {
    const parts = [...this.form.querySelectorAll("[data-of]")].filter((part) => !part.closest("[data-when][hidden]"));
    const shown = parts.flatMap((part) => part.dataset.of.split(" "));
    return Object.entries(this.errors).flatMap(([name, errors]) => (shown.includes(name) ? [] : errors));
  }

  onClick(event) {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const [action, side, by] = button.dataset.do.split(":");
    if (action === "move") this.moveEdge(side, Number(by));
    else if (action === "use") this.desk.useSelection(this);
    else if (action === "show") this.desk.pane.focusOn(this.id);
    else if (action === "copy" || action === "opposite") this.desk.copy(this, { opposite: action === "opposite" });
  }

  moveEdge(side, by) {
    const { captured, limit } = this.desk;
    const span = this.span && captured.moveEdge(this.span, side, by, limit);
    if (!span) {
      this.desk.say(this.span ? `It goes no further: an excerpt has 1 to ${limit} words.` : "These words are not found in the text.");
      return;
    }
    this.useWords(span);
  }

  // Takes the words at `span` of the text, in units, as the excerpt.
  useWords(span) {
    const { captured } = this.desk;
    this.row.start = captured.points(span[0]);
    this.row.end = captured.points(span[1]);
    this.take({ excerpt: captured.slice(span) });
    this.desk.pane.reveal(this.id);
  }

  // Asks the server what a save would object to; says it at the row, or accepts it. Keys wait meanwhile.
  accept() {
    if (this.row.dropped || this.isUnlikely || this.isChecking) return;
    this.isChecking = true;
    this.desk.waitFor(this.check().finally(() => { this.isChecking = false; }));
  }

  // Returns whether the row was accepted.
  async check() {
    const { errors = {}, offers = {}, meant = {}, names = {}, near = {} } = await this.desk.checkRow(this);
    if (this.row.dropped) return false;
    if (Object.keys(errors).length) {
      this.desk.errors[this.id] = errors;
      this.desk.offers[this.id] = { ...this.desk.offers[this.id], ...offers };
      this.refuse();
      return false;
    }
    delete this.desk.errors[this.id];
    // What was accepted does not change with what is set for all rows afterwards.
    Object.assign(this.row, structuredClone(this.taken), meant);
    this.desk.addNames(names);
    this.desk.rememberNear(this.row, near);
    this.row.accepted = true;
    this.row.guessed = [];
    this.close();
    this.removeForm();
    this.desk.copyNewClaimant(this);
    this.desk.changed(this, ["accepted"]);
    this.desk.next(this);
    return true;
  }

  // Shows what is wrong, and what may be meant, beside the fields.
  refuse() {
    this.row.accepted = false;
    this.removeForm();
    this.desk.changed(this, ["accepted"]);
    this.showErrors();
  }

  // Puts the focus on the first error that can be seen, and says it at the foot of the page until it is mended.
  showErrors() {
    const list = this.focusFirstError();
    const sentence = list?.firstElementChild.textContent;
    const isSo = () => Object.values(this.errors).flat().includes(sentence);
    this.desk.say(() => (isSo() ? `Row ${this.desk.numberOf(this.row)} needs attention. ${sentence}` : ""));
  }

  // What the folded part of the form says; the server says the same in a plain form.
  get digest() {
    const { said_on: day, said_on_precision: precision, place, capacity, kind, claim, new_claim: words, topics, typed } = this.complete;
    const kinds = kind === "quote" ? "" : this.desk.kinds[kind];
    const isNew = claim == null && Boolean(words?.trim());
    const named = isNew ? this.desk.describeTopics({ topics, typed }) || "no topic" : "";
    return [formatDay(day, precision) || "no date yet", place, capacity, kinds, named].filter(Boolean).join(", ");
  }

  // --- what single keys and the claims that stand ready do --------------------------------------

  takeStance(stance) {
    this.take({ stance });
    this.desk.say(`${stance}: ${this.claimantName || "nobody yet"}`);
  }

  toggleHedged() {
    this.take({ hedged: !this.row.hedged });
    this.desk.say(this.row.hedged ? "Hedged" : "Not hedged");
  }

  // Sets fields by other means than their own controls, which then show the new values.
  take(values) {
    this.set(values);
    if (!this.form) return;
    this.fillFields();
    for (const reference of Object.values(this.references)) reference.show();
  }

  // Fills fields with proposals that follow from what the editor has chosen.
  propose(values, reason) {
    this.take(values);
    const names = Object.keys(values);
    this.row.guessed = [...this.row.guessed, ...names];
    this.row.reasons = { ...this.row.reasons, ...Object.fromEntries(names.map((name) => [name, reason])) };
    this.drawForm();
  }

  takeReady(key) {
    if (!this.isOpen || !this.ready.press(key)) this.desk.say("No claim stands ready under this key.");
  }

  // Takes the suggested wording, whose words are in view, and accepts the row with it.
  takeAndAccept() {
    const draft = this.row.proposition;
    if (!this.isOpen || !this.ready.press("t", "g")) this.desk.say("No wording is suggested here.");
    else if (this.row.new_claim !== draft) return; // its words were out of view, and the key has shown them
    else if (this.desk.left_open[draft]) this.desk.say(`Say which first: ${this.desk.left_open[draft].words}`);
    else this.accept();
  }

  focusField(selector) {
    this.open();
    this.form?.querySelector(selector).focus();
  }

  toggleMore() {
    this.open();
    const more = this.form.querySelector(".desk-more");
    more.open = !more.open;
    (more.open ? more.querySelector("input") : this.head).focus();
  }

  // What is folded is opened first; the errors of fields that the row does not have now stand on top. Returns the
  // list of errors.
  focusFirstError() {
    this.open();
    if (!this.isOpen) return this.desk.show(this); // it was dropped
    const list = [...this.form.querySelectorAll("[data-errors]")].find((other) => !other.closest("[hidden]"));
    const part = list?.closest("[data-of]");
    for (let box = part?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const isAsked = part?.dataset.of === "claim new_claim" && this.ready.answers.length; // a key answers, unless one types
    const fields = [...(part?.querySelectorAll("[aria-invalid]") ?? [])];
    const invalid = isAsked ? this.ready.list.querySelector("button") : fields.find((field) => !field.closest("[hidden]"));
    (invalid ?? this.head).focus();
    this.element.scrollIntoView({ block: "nearest" });
    return list;
  }

  drop() {
    this.row.dropped = true;
    delete this.desk.errors[this.id];
    this.close();
    this.desk.changed(this, ["dropped"]);
    this.desk.dropped.push(this);
    this.desk.next(this);
    this.desk.say("Dropped. Restore, or the key u, brings it back.");
  }

  restore() {
    this.row.unlikely = "";
    this.row.dropped = false;
    this.row.accepted = false;
    this.desk.place(this);
    this.desk.changed(this, ["dropped"]);
    this.open();
    this.head.focus();
  }
}

// Puts words into quotation marks, so that no mark and no full stop comes twice; the server does the same.
function quoteWords(words) {
  const bare = words.replace(/^[ .]+|[ .]+$/g, "").replace(/^[“„«"]([^“”„«»"]*)[”“»"]$/, "$1").replace(/[ .]+$/, "");
  return `“${bare.replace(/[“„«]/g, "‘").replace(/[”»]/g, "’")}”`;
}

// Formats "2017-04-12" as precisely as it is known; empty without a date.
function formatDay(day, precision) {
  const date = new Date(`${day}T12:00:00`);
  if (!day || Number.isNaN(date.getTime())) return "";
  const parts = { month: { month: "long", year: "numeric" }, year: { year: "numeric" } };
  const words = date.toLocaleDateString("en-GB", parts[precision] ?? { day: "numeric", month: "long", year: "numeric" });
  return precision === "by" ? `by ${words}` : words;
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
