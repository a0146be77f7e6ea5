// The page where an article is read beside the record. Without this script the page is a plain
// form with a few rows at a time; with it all rows are here, and travel as one field.

import { Autosave } from "./desk/autosave.js";
import { CapturedText, wordCount } from "./desk/captured_text.js";
import { RowCard } from "./desk/row_card.js";
import { TextPane } from "./desk/text_pane.js";

// The fields that describe a new claimant: every row that names them has to say the same.
const NEW_CLAIMANT_FIELDS = ["new_kind", "new_role", "speaks_for_itself", "same_name_anyway", "party", "new_party", "new_party_kind", "capacity"];

function newName(row) {
  return row.claimant == null && row.kind !== "own_words" ? (row.new_name ?? "").trim().toLowerCase() : "";
}

class Desk {
  constructor(data) {
    Object.assign(this, data); // text, rows, errors, offers, hints, names, stances, limit
    this.form = document.getElementById("desk-form");
    this.headTemplate = document.getElementById("desk-head-template");
    this.formTemplate = document.getElementById("desk-row-template");
    this.list = document.getElementById("desk-rows");
    this.captured = new CapturedText(this.text);
    this.pane = new TextPane(document.getElementById("desk-text"), this.captured, {
      add: (span) => this.addSelection(span),
      show: (id) => this.card(id)?.open() ?? this.card(id)?.head.focus(),
    });
    this.cards = this.rows.map((row) => new RowCard(row, this));
    this.list.replaceChildren(...this.cards.map((card) => card.element));
    this.autosave = new Autosave(this.form, document.getElementById("desk-kept"), {
      rows: () => this.rows,
      onSaved: (answer) => this.onSaved(answer),
      onConflict: () => this.onConflict(),
    });
    this.prepare();
    this.draw();
    this.start();
  }

  prepare() {
    for (const part of document.querySelectorAll("[data-noscript]")) part.remove();
    for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;
    const button = document.getElementById("desk-add-selected");
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
    button.addEventListener("click", () => this.addSelection(this.pane.selected() ?? this.lastSelected));
    document.addEventListener("selectionchange", () => {
      const selected = this.pane.selected();
      if (selected || document.activeElement === this.pane.element) this.lastSelected = selected;
      button.disabled = !this.lastSelected;
    });
    document.getElementById("desk-add-blank").addEventListener("click", () => this.addRow({ proposed: "hand" }));
    document.getElementById("desk-next").addEventListener("click", () => this.next());
    this.form.addEventListener("formdata", ({ formData }) => {
      for (const name of [...formData.keys()]) if (name.startsWith("row-")) formData.delete(name);
      formData.set("rows", JSON.stringify(this.rows));
    });
    for (const link of document.querySelectorAll("#desk-errors a")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.card(link.hash.slice("#row-".length))?.focusFirstError();
      });
    }
  }

  start() {
    const refused = this.cards.find((card) => card.state === "refused");
    if (refused) return refused.focusFirstError();
    document.getElementById("desk-errors")?.focus();
    this.cards.find((card) => card.state === "todo")?.open();
  }

  card(id) { return this.cards.find((card) => card.id === id); }

  // --- the names behind the ids ---------------------------------------------------------------

  namesOf(what) { return this.names[what === "party" ? "claimant" : what] ?? {}; }
  nameOf(what, id) { return id == null ? "" : this.namesOf(what)[id]?.label ?? ""; }
  detailOf(what, id) {
    const option = id == null ? null : this.namesOf(what)[id];
    return option ? [option.status, option.detail].filter(Boolean).join(": ") : "";
  }
  remember(what, option) { this.namesOf(what)[option.id] = { ...this.namesOf(what)[option.id], ...option }; }

  async find(what, words, on = "") {
    const query = new URLSearchParams({ what, q: words.slice(0, 400), on: on ?? "" });
    const response = await fetch(`${this.form.dataset.lookup}?${query}`);
    if (!response.ok) throw new Error("not found");
    return (await response.json()).options;
  }

  // --- rows -----------------------------------------------------------------------------------

  // Adds a row for the selected words, with what the server proposes from the words around them.
  async addSelection(span) {
    const whole = span && this.captured.wholeWords(span[0], span[1], this.limit);
    if (!whole) return this.say("Select some words of the text first.");
    const cut = wordCount(this.captured.text.slice(...span)) > this.limit;
    if (cut) this.say(`Cut to its first ${this.limit} words, the most that an excerpt may have.`);
    const [start, end] = whole.map((unit) => this.captured.points(unit));
    this.lastSelected = null;
    document.getElementById("desk-add-selected").disabled = true;
    const proposed = await this.fetchProposal(start, end);
    this.addRow({ ...proposed, proposed: "selection", excerpt: this.captured.slice(whole), start, end });
  }

  async fetchProposal(start, end) {
    try {
      const response = await fetch(`${this.form.dataset.passage}?${new URLSearchParams({ start, end })}`);
      const { row, names } = await response.json();
      for (const [what, options] of Object.entries(names)) Object.values(options).forEach((option) => this.remember(what, option));
      return row;
    } catch {
      return {}; // the editor fills it in by hand
    }
  }

  addRow(values) {
    const number = Math.max(0, ...this.rows.map((row) => Number(/^r(\d+)$/.exec(row.id)?.[1] ?? 0))) + 1;
    const row = { ...structuredClone(this.blank), ...values, id: `r${number}` };
    const card = new RowCard(row, this);
    const at = row.start == null ? -1 : this.cards.findIndex((other) => other.row.start > row.start);
    if (at < 0) { this.rows.push(row); this.cards.push(card); this.list.append(card.element); }
    else {
      this.rows.splice(at, 0, row);
      this.cards[at].element.before(card.element);
      this.cards.splice(at, 0, card);
    }
    this.changed(card, ["excerpt"]);
    card.open();
    card.form.querySelector(row.excerpt ? "[data-ref=claimant]" : "[data-field=excerpt]").focus();
  }

  changed(card, names) {
    this.autosave.markChanged();
    card.drawHead();
    this.draw(names.some((name) => ["excerpt", "accepted", "dropped", "claimant", "new_name", "kind"].includes(name)));
  }

  opened(card) { this.pane.reveal(card.id); }

  // Copies the description of a new claimant to the undecided rows that name the same one.
  copyNewClaimant({ row: source }) {
    const name = newName(source);
    if (!name) return;
    for (const card of this.cards) {
      if (card.row === source || card.isOpen || card.row.accepted || card.row.dropped || newName(card.row) !== name) continue;
      for (const field of NEW_CLAIMANT_FIELDS) card.row[field] = source[field];
      card.removeForm();
    }
  }

  // Opens the next undecided row, after `card` or from the top.
  next(card) {
    const after = this.cards.slice(this.cards.indexOf(card) + 1);
    const isWaiting = (other) => other !== card && ["todo", "refused"].includes(other.state);
    const following = after.find(isWaiting) ?? this.cards.find(isWaiting);
    if (!following) {
      this.say("Every row is decided.");
      document.getElementById("desk-save").focus();
      return;
    }
    following.open();
    following.head.focus();
    following.element.scrollIntoView({ block: "nearest" });
  }

  draw(marks = true) {
    if (marks) this.pane.draw(this.cards.map((card) => card.mark).filter(Boolean));
    const counts = { todo: 0, accepted: 0, dropped: 0, refused: 0 };
    for (const card of this.cards) counts[card.state]++;
    const tally = `${counts.accepted} accepted, ${counts.todo + counts.refused} to check, ${counts.dropped} dropped`;
    const shown = document.getElementById("desk-tally");
    if (shown.textContent !== tally) shown.textContent = tally;
    this.drawLeftOut();
    const undecided = this.cards.filter((card) => card.isUndecided && !card.isWorkedOn).length;
    document.getElementById("desk-leave-out-row").hidden = undecided === 0;
    document.getElementById("desk-leave-out-count").textContent =
      undecided === 1 ? "the one proposal that nobody has touched" : `the ${undecided} proposals that nobody has touched`;
  }

  // Asks about each row that was worked on and is not accepted; what is ticked stays ticked.
  drawLeftOut() {
    const box = document.getElementById("desk-leave-out-edited");
    const ticked = new Set([...box.querySelectorAll("input:checked")].map((input) => input.value));
    const asked = this.cards.map((card, index) => [card, index + 1]).filter(([card]) => card.isUndecided && card.isWorkedOn);
    box.hidden = asked.length === 0;
    box.querySelector("ul").replaceChildren(...asked.map(([card, number]) => {
      const item = document.createElement("li");
      const label = Object.assign(document.createElement("label"), { dir: "auto" });
      const input = Object.assign(document.createElement("input"), { type: "checkbox", name: "leave_out_row", value: card.id, checked: ticked.has(card.id) });
      const link = Object.assign(document.createElement("a"), { href: `#row-${card.id}`, textContent: `row ${number}` });
      link.addEventListener("click", (event) => { event.preventDefault(); card.open(); card.head.focus(); });
      label.append(input, " Leave out ", link, `: ${card.description}`);
      item.append(label);
      return item;
    }));
  }

  // --- the server's answers -------------------------------------------------------------------

  onSaved({ hints }) {
    this.hints = hints;
    for (const card of this.cards) {
      card.drawHead();
      if (card.isOpen) card.drawForm();
    }
  }

  onConflict() {
    const banner = document.getElementById("desk-elsewhere");
    banner.hidden = false;
    banner.querySelector("button").focus();
  }

  say(words) {
    const status = document.getElementById("desk-said");
    status.textContent = "";
    setTimeout(() => { status.textContent = words; }, 50); // so that the same words are announced again
  }
}

new Desk(JSON.parse(document.getElementById("desk-data").textContent));
