// The page where an article is read beside the record. Without this script the page is a plain
// form with a few rows at a time; with it all rows are here, and travel as one field.

import { ArticleDefaults } from "./desk/article_defaults.js";
import { Autosave, readToken } from "./desk/autosave.js";
import { CapturedText, wordCount } from "./desk/captured_text.js";
import { carryDescription, carryPartyKind, newName } from "./desk/new_claimants.js";
import { OPPOSITES, labelOf } from "./desk/ready_claims.js";
import { RowCard } from "./desk/row_card.js";
import { SingleKeys } from "./desk/single_keys.js";
import { TextPane } from "./desk/text_pane.js";

// What a copy of a row says as well: the claim, the words and the occasion, but not who speaks.
const COPIED_FIELDS = ["claim", "new_claim", "nature", "topics", "excerpt", "start", "end", "whole", "kind", "part", "via", "translated_by", "said_on", "said_on_precision", "said_on_note", "place"];

// Keys that only move the focus, or that others are pressed with.
const NO_ACTS = ["Tab", "Shift", "Control", "Alt", "AltGraph", "Meta"];

class Desk {
  constructor(data) {
    Object.assign(this, data); // text, rows, errors, offers, hints, names, similar, near, stances, limit...
    this.form = document.getElementById("desk-form");
    this.status = document.getElementById("desk-said");
    this.said = ""; // see say()
    // Not on pointerdown: what moves under the pointer before it is let go is not clicked.
    for (const act of ["keydown", "click"]) document.addEventListener(act, (event) => this.onAct(event), true);
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
    this.closeReason = document.getElementById("desk-close-reason");
    this.closeReason.addEventListener("input", () => this.autosave.markChanged());
    this.autosave = new Autosave(this.form, document.getElementById("desk-kept"), {
      work: () => ({ rows: this.rows, defaults: this.defaults, close_reason: this.closeReason.value }),
      names: () => this.names,
      lastSend: this.last_send,
      onSaved: (answer) => this.onSaved(answer),
      onConflict: (answer) => this.onConflict(answer),
      onSignedOut: (isSo) => { document.getElementById("desk-signed-out").hidden = !isSo; },
    });
    if (this.autosave.left) {
      const { rows, defaults, names, close_reason: reason } = this.autosave.left;
      Object.assign(this, { rows, defaults, names });
      this.closeReason.value = reason ?? "";
    }
    this.headTemplate = document.getElementById("desk-head-template");
    this.formTemplate = document.getElementById("desk-row-template");
    this.list = document.getElementById("desk-rows");
    this.captured = new CapturedText(this.text);
    this.pane = new TextPane(document.getElementById("desk-text"), this.captured, {
      add: (span) => this.addSelection(span),
      show: (id) => this.show(this.card(id)),
      use: () => this.openCard && this.useSelection(this.openCard),
    });
    this.cards = this.rows.map((row) => new RowCard(row, this));
    this.dropped = []; // the cards dropped here, the last one last
    this.waiting = null; // while a row is checked: promises whether it was accepted
    this.unlikely = document.getElementById("desk-unlikely");
    for (const list of [this.list, this.unlikelyList]) list.replaceChildren();
    for (const card of this.cards) this.listOf(card).append(card.element);
    this.prepare();
    new ArticleDefaults(this, document.getElementById("desk-defaults"));
    this.draw();
    this.start();
    new SingleKeys(this);
    this.autosave.resume();
  }

  prepare() {
    for (const part of document.querySelectorAll("[data-noscript]")) part.remove();
    for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;
    const bar = document.querySelector(".desk-save-row");
    // What is brought into view does not lie under the bar at the foot of the page.
    const leaveRoom = () => {
      const height = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
      document.documentElement.style.scrollPaddingBlockEnd = `${height}px`;
    };
    new ResizeObserver(leaveRoom).observe(bar);
    leaveRoom();
    const button = document.getElementById("desk-add-selected");
    // These keep the selection.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("pointerdown", (event) => { if (event.target.closest("[data-do=use]")) event.preventDefault(); });
    button.addEventListener("click", () => this.addSelection(this.pane.selected() ?? this.lastSelected));
    document.addEventListener("selectionchange", () => {
      const selected = this.pane.selected();
      if (selected || document.activeElement === this.pane.element) this.lastSelected = selected;
      button.disabled = !this.lastSelected;
      this.drawSaid();
    });
    document.getElementById("desk-add-blank").addEventListener("click", () => this.addRow({ proposed: "hand" }));
    document.getElementById("desk-next").addEventListener("click", () => this.next());
    this.form.addEventListener("formdata", ({ formData }) => {
      for (const name of [...formData.keys()]) if (/^(row|default)-/.test(name)) formData.delete(name);
      formData.set("rows", JSON.stringify(this.rows));
      formData.set("defaults", JSON.stringify(this.defaults));
    });
    for (const link of document.querySelectorAll("#desk-errors a")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.showError(link);
      });
    }
    this.form.addEventListener("keydown", (event) => this.onEnter(event));
  }

  // The Enter key sends the page from no field, but from that of the reason why nothing is recorded, with its button.
  onEnter(event) {
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || !event.target.matches("input, select")) return;
    event.preventDefault();
    if (event.target === this.closeReason && !event.repeat) this.form.requestSubmit(document.getElementById("desk-close-button"));
  }

  // Puts the focus on what a link of the list of errors is about: a row, or a field of the whole form.
  showError(link) {
    const card = this.card(link.hash.slice("#row-".length));
    if (card) return card.showErrors();
    const field = document.getElementById(link.hash.slice(1));
    const box = field?.closest("details");
    if (box) box.open = true;
    field?.focus();
  }

  start() {
    const errors = document.getElementById("desk-errors");
    const first = this.cards.find((card) => card.state === "todo");
    if (!errors) {
      first?.open();
      return first?.head.focus({ preventScroll: true });
    }
    const link = errors.querySelector("a");
    if (!link) first?.open();
    if (link) this.showError(link);
    else errors.focus();
  }

  card(id) { return this.cards.find((card) => card.id === id); }

  // The number of a row, by which messages name it: from 1, in the order of the page.
  numberOf(row) { return this.rows.indexOf(row) + 1; }

  // The row that keys act on: the one with the focus, or the open one while nothing has it.
  currentCard() {
    const here = document.activeElement?.closest?.(".desk-row");
    if (here) return this.cards.find((card) => card.element === here);
    return document.activeElement === document.body ? this.openCard : undefined;
  }

  get openCard() { return this.cards.find((card) => card.isOpen); }

  // --- where rows stand -----------------------------------------------------------------------

  get unlikelyList() { return this.unlikely.querySelector("ol"); }

  listOf(card) { return card.isUnlikely ? this.unlikelyList : this.list; }

  // Puts a card into its list, in the order of the rows.
  place(card) {
    const list = this.listOf(card);
    const following = this.cards.slice(this.cards.indexOf(card) + 1).find((other) => other.element.parentElement === list);
    list.insertBefore(card.element, following?.element ?? null);
  }

  show(card) {
    if (!card) return;
    if (card.isUnlikely) this.unlikely.open = true;
    card.open();
    (card.isOpen ? card.head : card.restoreButton).focus();
    card.element.scrollIntoView({ block: "nearest" });
  }

  // Goes to the topics of the row with a new claim, else to those for all rows.
  focusTopics(card) {
    const own = card?.isOpen && card.form.querySelector("[data-of=topics]:not([hidden]) [data-ref=topics]");
    const field = own || document.getElementById("default-topics_text");
    field.closest("details").open = true;
    field.focus();
  }

  // Opens the row after `card`, or the one before it; the first one without a card.
  step(card, by) {
    const rows = this.cards.filter((other) => other === card || !(other.row.dropped || other.isUnlikely));
    const following = rows[card ? rows.indexOf(card) + by : 0];
    if (following) this.show(following);
    else this.say(by > 0 ? "This is the last row." : "This is the first row.");
  }

  restoreLast() {
    const card = this.dropped.pop();
    if (card?.row.dropped) card.restore();
    else this.say("Nothing was dropped.");
  }

  // Adds a row behind `card` for somebody else on its claim, with the same stance or the opposite one.
  copy(card, { opposite = false } = {}) {
    const { row } = card;
    const values = Object.fromEntries(COPIED_FIELDS.map((name) => [name, structuredClone(row[name])]));
    values.typed = { topics: row.typed?.topics ?? "" };
    const stance = opposite ? OPPOSITES[row.stance] ?? "" : row.stance;
    if (!this.addRow({ ...values, stance, proposed: "hand", guessed: ["excerpt"] }, card)) return;
    this.say(opposite ? "A row for the opposite of this claim" : "A row for somebody else on this same claim");
  }

  // --- the names behind the ids ---------------------------------------------------------------

  namesOf(what) { return this.names[what === "party" ? "claimant" : what] ?? {}; }
  nameOf(what, id) { return id == null ? "" : this.namesOf(what)[id]?.label ?? ""; }
  // Names topics, those that are new with the row as such; the server does the same.
  describeTopics({ topics, typed }) {
    const added = (typed?.topics ?? "").split(";").map((name) => name.trim()).filter(Boolean);
    return [...topics.map((id) => this.nameOf("topic", id)), ...added.map((name) => `${name} (new)`)].join("; ");
  }
  detailOf(what, id) {
    const option = id == null ? null : this.namesOf(what)[id];
    return option ? [option.status, option.detail].filter(Boolean).join(": ") : "";
  }
  addNames(names) {
    for (const [what, options] of Object.entries(names)) Object.values(options).forEach((option) => this.remember(what, option));
  }

  remember(what, option) { this.namesOf(what)[option.id] = { ...this.namesOf(what)[option.id], ...option }; }

  async find(what, words, on = "") {
    const query = new URLSearchParams({ what, q: words.slice(0, 400), on: on ?? "" });
    const response = await fetch(`${this.form.dataset.lookup}?${query}`);
    if (!response.ok) throw new Error("not found");
    return (await response.json()).options;
  }

  // Returns what each of `claims`, of other rows, is to `words`: "close", "opposite" or "".
  async compare(words, claims) {
    const response = await fetch(this.form.dataset.compare, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": readToken(this.form) },
      body: JSON.stringify({ words, claims }),
    });
    if (!response.ok) throw new Error("not compared");
    return (await response.json()).near;
  }

  // Remembers what the claim of a row is to the words of the others: "close", "opposite" or "", by those words.
  rememberNear(row, near) {
    const claim = labelOf(row, this);
    for (const [words, nearness] of Object.entries(near)) this.near[words] = { ...this.near[words], [claim]: nearness };
  }

  defaultsChanged() {
    this.autosave.markChanged();
    for (const card of this.cards) card.drawForm();
    this.drawSaid();
  }

  // --- rows -----------------------------------------------------------------------------------

  // Adds a row for the selected words, with what the server proposes from the words around them.
  async addSelection(span) {
    const whole = span && this.captured.wholeWords(span[0], span[1], this.limit);
    if (!whole) return this.sayToSelect();
    const cut = wordCount(this.captured.text.slice(...span)) > this.limit;
    if (cut) this.say(`Cut to its first ${this.limit} words, the most that an excerpt may have.`);
    const [start, end] = whole.map((unit) => this.captured.points(unit));
    this.lastSelected = null;
    document.getElementById("desk-add-selected").disabled = true;
    const proposed = await this.fetchProposal(start, end);
    this.addRow({ ...proposed, proposed: "selection", excerpt: this.captured.slice(whole), start, end });
  }

  // Takes the selected words as those of a row.
  useSelection(card) {
    const span = this.pane.selected() ?? this.lastSelected;
    const whole = span && this.captured.wholeWords(span[0], span[1], this.limit);
    if (!whole) return this.sayToSelect();
    this.lastSelected = null;
    card.useWords(whole);
    this.say("The selected words are those of the row.");
  }

  sayToSelect() { this.say(() => (this.lastSelected ? "" : "Select some words of the text first.")); }

  async fetchProposal(start, end) {
    try {
      const response = await fetch(`${this.form.dataset.passage}?${new URLSearchParams({ start, end })}`);
      const { row, names, problem } = await response.json();
      if (problem) this.say(problem);
      this.addNames(names ?? {});
      return row;
    } catch {
      return {}; // the editor fills it in by hand
    }
  }

  // Adds a row behind the card `after`, else where its words stand in the text. Returns whether there is room.
  addRow(values, after) {
    if (this.rows.length >= this.max_rows) {
      this.say(() => (this.rows.length < this.max_rows ? "" : this.too_many_rows));
      return false;
    }
    const number = Math.max(0, ...this.rows.map((row) => Number(/^r(\d+)$/.exec(row.id)?.[1] ?? 0))) + 1;
    const row = { ...structuredClone(this.blank), ...values, id: `r${number}` };
    const card = new RowCard(row, this);
    const later = (other) => row.start != null && other.row.start > row.start;
    const at = after ? this.cards.indexOf(after) + 1 : this.cards.findIndex(later);
    const place = at < 0 ? this.cards.length : at;
    this.rows.splice(place, 0, row);
    this.cards.splice(place, 0, card);
    this.place(card);
    for (const other of this.cards.slice(place)) other.drawHead(); // they are counted anew
    this.changed(card, ["excerpt"]);
    card.open();
    card.form.querySelector(row.excerpt ? "[data-ref=claimant]" : "[data-field=excerpt]").focus();
    return true;
  }

  changed(card, names) {
    this.autosave.markChanged();
    card.drawHead();
    if (names.some((name) => ["accepted", "dropped"].includes(name))) this.autosave.save();
    this.draw(names.some((name) => ["excerpt", "accepted", "dropped", "claimant", "new_name", "kind"].includes(name)));
  }

  // One row is open at a time.
  opened(card) {
    for (const other of this.cards) if (other !== card && other.isOpen) other.close();
    card.element.scrollIntoView({ block: "nearest" });
    this.pane.reveal(card.id);
  }

  // --- what the server says of a row ------------------------------------------------------------

  // Returns {errors, offers}: what a save would object to. Where the server does not answer, the save will say it.
  async checkRow(card) {
    try {
      const response = await fetch(this.form.dataset.check, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": readToken(this.form) },
        body: JSON.stringify({ row: card.id, rows: this.rows, defaults: this.defaults }),
      });
      return response.ok ? await response.json() : {};
    } catch {
      return {};
    }
  }

  // Lets keys and Save wait until a row is checked.
  waitFor(checked) {
    const waiting = checked.finally(() => { if (this.waiting === waiting) this.waiting = null; });
    this.waiting = waiting;
  }

  onSubmit(event) {
    if (!this.waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.waiting.then((isAccepted) => isAccepted && this.form.requestSubmit(event.submitter));
  }

  // The parties of the record that rows or the text name, those that the text names nearest to the words of `row` first.
  parties(row) {
    const known = new Map(this.named_parties.map(({ id, label }) => [id, label]));
    for (const { row: other } of this.cards) {
      const claimant = this.namesOf("claimant")[other.claimant];
      const id = other.dropped ? null : other.party ?? (claimant?.is_party ? claimant.id : claimant?.party);
      if (id != null && this.nameOf("claimant", id)) known.set(id, this.nameOf("claimant", id));
    }
    const start = row.start == null ? 0 : this.captured.units(row.start);
    const found = [...known].map(([id, label]) => ({ id, label, distance: this.captured.distance(label, start) }));
    return found.sort((one, other) => one.distance - other.distance);
  }

  // The rows with somebody new, one for each name, those of `card` left out.
  newcomers(card) {
    const known = new Map();
    for (const { row } of this.cards) {
      const name = newName(row);
      if (name && !row.dropped && row !== card.row && !(known.get(name)?.accepted)) known.set(name, row);
    }
    return [...known.values()];
  }

  // Carries the description of a new claimant to the rows of the same name that nobody has edited or decided.
  copyNewClaimant({ row: source }) {
    for (const card of this.cards) if (carryPartyKind(source, card.row)) card.removeForm();
    const name = newName(source);
    if (!name) return;
    for (const card of this.cards) {
      const { row } = card;
      if (row === source || card.isOpen || row.edited || row.accepted || row.dropped || newName(row) !== name) continue;
      carryDescription(source, row);
      card.removeForm();
    }
  }

  // Opens the next undecided row, after `card` or from the top.
  next(card) {
    const after = this.cards.slice(this.cards.indexOf(card) + 1);
    const isWaiting = (other) => other !== card && ["todo", "refused"].includes(other.state);
    const following = after.find(isWaiting) ?? this.cards.find(isWaiting);
    if (!following) {
      this.say(() => (this.cards.some((other) => ["todo", "refused"].includes(other.state)) ? "" : "Every row is decided."));
      document.getElementById("desk-save").focus();
      return;
    }
    this.show(following);
  }

  draw(marks = true) {
    if (marks) this.pane.draw(this.cards.map((card) => card.mark).filter(Boolean));
    const counts = { todo: 0, accepted: 0, dropped: 0, refused: 0, unlikely: 0 };
    for (const card of this.cards) counts[card.state]++;
    const tally = `${counts.accepted} accepted, ${counts.todo + counts.refused} to check, ${counts.dropped} dropped`;
    const shown = document.getElementById("desk-tally");
    if (shown.textContent !== tally) shown.textContent = tally;
    this.unlikely.hidden = counts.unlikely === 0;
    this.unlikely.querySelector("[data-count]").textContent = counts.unlikely;
    this.drawLeftOut();
    this.drawErrors();
    this.drawSaid();
    const undecided = this.cards.filter((card) => card.isUndecided && !card.isWorkedOn && !card.isUnlikely).length;
    document.getElementById("desk-leave-out-row").hidden = undecided === 0;
    document.getElementById("desk-leave-out-count").textContent =
      undecided === 1 ? "the one proposal that nobody has touched" : `the ${undecided} proposals that nobody has touched`;
  }

  // Takes what is mended off the list of what a refused save found.
  drawErrors() {
    const box = document.getElementById("desk-errors");
    if (!box) return;
    for (const item of box.querySelectorAll("li")) {
      const card = this.card(item.querySelector("a")?.hash.slice("#row-".length));
      const isOpen = () => Object.values(card.errors).flat().some((sentence) => item.textContent.endsWith(sentence));
      if (card && !isOpen()) item.remove();
    }
    const count = box.querySelectorAll("li").length;
    box.querySelector("h2").textContent = `Nothing was saved yet: ${count} thing${count === 1 ? "" : "s"} to mend`;
    box.hidden = count === 0;
  }

  // Asks about each row that was worked on and is not accepted; what is ticked stays ticked.
  drawLeftOut() {
    const box = document.getElementById("desk-leave-out-edited");
    const ticked = new Set([...box.querySelectorAll("input:checked")].map((input) => input.value));
    const asked = this.cards.map((card, index) => [card, index + 1]).filter(([card]) => card.isUndecided && card.isWorkedOn && !card.isUnlikely);
    box.hidden = asked.length === 0;
    box.querySelector("ul").replaceChildren(...asked.map(([card, number]) => {
      const item = document.createElement("li");
      const label = Object.assign(document.createElement("label"), { dir: "auto" });
      const input = Object.assign(document.createElement("input"), { type: "checkbox", name: "leave_out_row", value: card.id, checked: ticked.has(card.id) });
      const link = Object.assign(document.createElement("a"), { href: `#row-${card.id}`, textContent: `row ${number}` });
      link.addEventListener("click", (event) => { event.preventDefault(); this.show(card); });
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

  onConflict({ is_finished: isFinished }) {
    document.getElementById(isFinished ? "desk-finished" : "desk-elsewhere").hidden = false;
  }

  // Says something in the bar at the foot of the page. `words` about one act go with the next one; a function returns
  // what there is to say, and is asked again whenever something has changed: empty once it is no longer so.
  say(words) {
    this.said = words;
    this.status.textContent = "";
    clearTimeout(this.saying);
    this.saying = setTimeout(() => this.drawSaid(), 50); // so that the same words are announced again
  }

  drawSaid() {
    const words = typeof this.said === "function" ? this.said() : this.said;
    if (!words) this.said = "";
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  // Takes back what was said about the act before.
  onAct({ key }) {
    if (typeof this.said !== "function" && !NO_ACTS.includes(key)) this.said = "";
    this.drawSaid();
  }
}

new Desk(JSON.parse(document.getElementById("desk-data").textContent));
