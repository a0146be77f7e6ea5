// Single keys on the page of rows. They act on the open row, and only open a closed one; never while somebody
// types in a field. They can be switched off (WCAG 2.1.4); the choice stays in this browser.

const STORED = "desk-single-keys";
const STANCE_KEYS = { a: "affirms", d: "denies", q: "questions", w: "withdraws" };

// Key, what it does in words, and what it calls: `desk` is the page, `card` the row.
const KEYS = [
  ...Object.entries(STANCE_KEYS).map(([key, stance]) => [key, stance, (desk, card) => card?.takeStance(stance)]),
  ["h", "hedged, or not", (desk, card) => card?.toggleHedged()],
  ["t", "take the suggested wording", (desk, card) => card?.takeReady("t")],
  ["g", "take it and accept", (desk, card) => card?.takeAndAccept()],
  ["i", "yes to what is asked about the claim", (desk, card) => card?.takeReady("i")],
  ["j", "the other way round: it says the opposite", (desk, card) => card?.takeReady("j")],
  ["k", "no, keep it as it is; then y accepts", (desk, card) => card?.takeReady("k")],
  ["1–9", "take a claim that stands ready; one that is scrolled out of view is shown first, and taken by the same key pressed again", null],
  ["y", "accept (also Ctrl+Enter)", (desk, card) => card?.accept()],
  ["x", "drop", (desk, card) => card?.drop()],
  ["u", "bring back what was dropped last", (desk) => desk.restoreLast()],
  ["n", "next row", (desk, card) => desk.step(card, 1)],
  ["p", "previous row", (desk, card) => desk.step(card, -1)],
  ["s", "somebody else on this same claim", (desk, card) => card && desk.copy(card)],
  ["o", "the opposite of this claim", (desk, card) => card && desk.copy(card, { opposite: true })],
  ["c", "to the claim", (desk, card) => card?.focusField("[data-ref=claim]")],
  ["f", "to its topics; where no new claim is open, to those for all rows", (desk, card) => desk.focusTopics(card)],
  ["b", "to who says it", (desk, card) => card?.focusField("[data-ref=claimant]")],
  ["m", "more fields", (desk, card) => card?.toggleMore()],
  ["r", "a new row with pasted words", (desk) => desk.addRow({ proposed: "hand" })],
  ["e", "to the end: Save and send for review", () => document.getElementById("desk-save").focus()],
];

// These decide about a row, and never about one that is out of view.
const DECIDING = { x: "drop", y: "accept", g: "take the wording and accept" };

const ANYWHERE = ["u", "n", "p", "r", "e"]; // these go somewhere else, and need no open row

export class SingleKeys {
  constructor(desk) {
    this.desk = desk;
    this.switch = document.getElementById("desk-keys-on");
    this.switch.checked = readChoice() !== "off";
    this.switch.addEventListener("change", () => storeChoice(this.switch.checked ? "on" : "off"));
    document.querySelector("[data-keys]").append(...KEYS.map(([key, words]) => buildEntry(key, words)));
    document.addEventListener("keydown", (event) => this.onKey(event));
  }

  onKey(event) {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const card = this.desk.currentCard();
    if (isTyping(event.target)) {
      const isOnPage = this.desk.form.contains(event.target);
      if (event.key === "Escape" && isOnPage) (card ?? this.desk.openCard)?.head.focus();
      return;
    }
    const isHere = event.target === document.body || this.desk.form.contains(event.target);
    if (!this.switch.checked || !isHere) return;
    const key = event.key.toLowerCase();
    const act = KEYS.find(([name]) => name === key)?.[2] ?? (/^[1-9]$/.test(key) ? (desk, current) => current?.takeReady(key) : null);
    if (!act) return;
    event.preventDefault();
    this.press(key, act);
  }

  // A key that comes while a row is checked waits, and acts on the row that follows; on none if it was refused. Dropping
  // is asked about first where the row came up after the key was pressed, and where one may think that a field has the focus.
  async press(key, act) {
    let isEarly = false;
    while (this.desk.waiting) {
      isEarly = true;
      if (!(await this.desk.waiting)) return;
    }
    const card = this.desk.currentCard();
    const isAsked = this.asked === `${key} ${card?.id}`;
    this.asked = "";
    if (card && !card.isOpen && !ANYWHERE.includes(key)) this.desk.show(card);
    else if (card && key in DECIDING && !isAsked && (!card.isInView || (key === "x" && (isEarly || card.state === "refused")))) this.ask(key, card);
    else act(this.desk, card);
  }

  // Shows the row that a key is about: pressed once more, the key acts.
  ask(key, card) {
    this.asked = `${key} ${card.id}`;
    card.element.scrollIntoView({ block: "nearest" });
    this.desk.say(`Press ${key} again to ${DECIDING[key]}: ${card.description}`);
  }
}

// A browser may forbid pages to store anything; the choice then lasts as long as the page.
function readChoice() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function storeChoice(choice) {
  try {
    localStorage.setItem(STORED, choice);
  } catch {} // see readChoice
}

function isTyping(element) {
  return element.isContentEditable || element.matches("select, textarea, input:not([type=radio], [type=checkbox], [type=submit], [type=button])");
}

function buildEntry(key, words) {
  const entry = document.createElement("div");
  const term = document.createElement("dt");
  term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  entry.append(term, Object.assign(document.createElement("dd"), { textContent: words }));
  return entry;
}
