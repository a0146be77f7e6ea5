// The claims that stand ready under an open row: those of other rows that say the same or the opposite, the three most
// similar ones of the record, the suggested wording, and further ones of other rows. One click or one key takes one.

export const OPPOSITES = { affirms: "denies", denies: "affirms", questions: "affirms" };
const MOST_SIMILAR = 3;
const MOST_OF_OTHER_ROWS = 3;
const PAUSE = 150; // milliseconds for which a row has to stay open before the server is asked

export class ReadyClaims {
  // `card` is a RowCard, `list` the element to fill.
  constructor(card, list) {
    Object.assign(this, { card, list, options: [], isKnown: false });
    list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.at) this.use(this.options[Number(button.dataset.at)]);
      else if (button) {
        this.take(this.options.find(({ key }) => key === "t"));
        this.card.accept();
      }
    });
  }

  // What similar claims are looked for with; the server does the same.
  get words() {
    const { row, desk } = this.card;
    return desk.nameOf("claim", row.claim) || row.new_claim?.trim() || row.proposition || row.excerpt || "";
  }

  // What a claim is to that which the row's stance is towards; the server does the same. Where the excerpt itself is
  // looked for, and denies as the row does, the stance holds for the claim that it denies.
  findDirection(nearness) {
    const { row } = this.card;
    const isDenial = row.stance === "denies" && row.claim == null && !row.new_claim?.trim() && !row.proposition;
    return isDenial && nearness === "opposite" ? "close" : nearness;
  }

  // Asks for the similar claims unless they are known, and draws everything. Until they are there nothing has a
  // number, so that no key takes a claim that has just moved up or down.
  refresh() {
    const { words, card } = this;
    this.isKnown = !words || this.isComplete(words);
    this.draw();
    clearTimeout(this.pause);
    if (this.isKnown) return;
    this.pause = setTimeout(async () => {
      await Promise.allSettled([this.findSimilar(words), this.compareRows(words)]); // the field finds claims as well
      if (this.words === words && card.isOpen) {
        this.isKnown = true;
        this.draw();
      }
    }, PAUSE);
  }

  isComplete(words) { return this.card.desk.similar[words] && this.listUncompared(words).length === 0; }

  // Similar claims of the record.
  async findSimilar(words) {
    const { desk } = this.card;
    desk.similar[words] ??= (await desk.find("claim", words)).slice(0, MOST_SIMILAR + 1); // one may be chosen already
  }

  // What the claims of other rows are to the words.
  async compareRows(words) {
    const { desk } = this.card;
    const claims = this.listUncompared(words);
    if (!claims.length) return;
    const near = await desk.compare(words, claims);
    desk.near[words] = { ...desk.near[words], ...Object.fromEntries(claims.map((claim) => [claim, ""])), ...near };
  }

  listUncompared(words) {
    const known = this.card.desk.near[words] ?? {};
    return otherRows(this.card).map((row) => labelOf(row, this.card.desk)).filter((claim) => !(claim in known));
  }

  // The claims of the record that the server has asked about: whether the row means one of them.
  get asked() { return this.card.desk.offers[this.card.id]?.claim ?? []; }

  // The answers to what the server has asked. Whoever takes the claim that is meant accepts the row with it; a no only
  // answers: the row and its new claim are looked at once more.
  get answers() {
    const { card, asked } = this;
    const accept = (values) => { card.take(values); card.accept(); };
    if (!asked.length) return this.answersOnWording(accept);
    const ways = asked.map((option, at) => {
      const answer = (key, lead, turned) => ({ key: at ? "" : key, lead, isQuoted: at === 0, ...option, act: () => {
        card.desk.remember("claim", option);
        accept(this.valuesOf(option, turned));
      } });
      return buildYes(option, answer);
    });
    if (!card.errors.new_claim) return ways.map(([same]) => same); // word for word the same
    const different_from = [...(card.row.different_from ?? []), ...asked.map(({ id }) => id)];
    const another = { key: "k", lead: "No, another claim", label: card.row.new_claim, isQuoted: true,
      act: () => this.keep({ different_from }) };
    return [...ways[0], another, ...ways.slice(1).map(([likelier]) => likelier)];
  }

  // The answers to a question about the wording: whether another row has the claim, or whether it may stay as it is; and
  // about the stance, where the quoted words seem to deny the claim.
  answersOnWording(accept) {
    const { row, desk, id } = this.card;
    const { settled = [], same_row = [], stance: [turned] = [] } = desk.offers[id] ?? {};
    if (!settled.length) return [];
    const keep = () => this.keep({ settled: [...(row.settled ?? []), ...settled.map(({ id: words }) => words)] });
    if (turned) {
      return [{ key: "i", lead: "Yes, it is denied", label: turned.label, isQuoted: true, act: () => accept({ stance: turned.id }) },
        { key: "k", lead: "No, it is affirmed", label: turned.label, isQuoted: true, act: keep }];
    }
    const same = same_row.flatMap((option) => {
      const values = claimOf(desk.card(option.id).row, row);
      const answer = (key, lead, turned) => ({ key, lead, label: option.label, isQuoted: true,
        act: () => accept(turned ? { ...values, ...turn(row) } : values) });
      return buildYes(option, answer);
    });
    return [...same, { key: "k", lead: same.length ? "No, another claim" : "Keep it as it is", label: row.new_claim, isQuoted: true, act: keep }];
  }

  // Keeps the claim as it is, with the answer that says so; what was asked is asked no more.
  keep(answer) {
    const { card } = this;
    card.take({ claim: card.row.claim, new_claim: card.row.new_claim, ...answer });
    this.refresh();
    card.head.focus();
    card.desk.say(() => (card.isUndecided && card.isOpen ? "Kept as it is. Accept the row once it is right." : ""));
  }

  // What taking a claim of the record changes in the row; `isTurned`: the row says the opposite of the claim.
  valuesOf(option, isTurned = isOpposite(option)) {
    return { claim: option.id, new_claim: "", ...(isTurned ? turn(this.card.row) : {}) };
  }

  draw() {
    const { row, desk } = this.card;
    const cited = desk.recorded[row.recorded]?.claim ?? null;
    const sameWords = cited == null || cited === row.claim ? []
      : [{ lead: "Recorded with these words", ...desk.namesOf("claim")[cited], id: cited, values: { claim: cited, new_claim: "" } }];
    const answers = this.answers;
    const known = new Set([row.claim, cited, ...this.asked.map(({ id }) => id)]);
    const near = Object.fromEntries(Object.entries(desk.near[this.words] ?? {}).map(([claim, nearness]) => [claim, this.findDirection(nearness)]));
    const others = otherRows(this.card).filter(({ claim }) => claim == null || !known.has(claim));
    const nearRows = others.filter((other) => near[labelOf(other, desk)]).map((other) => this.buildNearRow(other, near));
    for (const { id } of nearRows) known.add(id);
    const found = (desk.similar[this.words] ?? []).map((option) => ({ ...option, nearness: this.findDirection(option.nearness) }));
    const similar = found.filter(({ id, nearness }) => nearness && !known.has(id)).slice(0, MOST_SIMILAR).map((option) => (
      { lead: isOpposite(option) ? "The opposite, on the record" : "On the record", ...option, values: this.valuesOf(option) }));
    const taken = new Set([...known, ...similar.map(({ id }) => id)]);
    const further = others.filter((other) => !near[labelOf(other, desk)] && !taken.has(other.claim ?? ""))
      .slice(0, MOST_OF_OTHER_ROWS).map((other) => (
        { lead: `From row ${desk.numberOf(other)}`, label: labelOf(other, desk), values: claimOf(other, row) }));
    const isClose = ({ nearness }) => nearness === "close";
    const first = [...sameWords, ...nearRows, ...similar.filter(isClose)];
    const claims = [...first, ...similar.filter((option) => !isClose(option)), ...further];
    const numbered = claims.map((option, at) => ({ ...option, key: this.isKnown ? String(at + 1) : "" }));
    const isOnRecord = [...this.asked, ...similar].some(({ label }) => normalise(label) === normalise(row.proposition));
    const isOffered = row.proposition && row.claim == null && row.new_claim !== row.proposition && !isOnRecord;
    const wording = isOffered ? [this.buildWording()] : [];
    // What is asked is answered first: nothing else then takes the place of the answers.
    this.options = answers.length ? answers : [...numbered.slice(0, first.length), ...wording, ...numbered.slice(first.length)];
    this.list.classList.toggle("desk-answers", answers.length > 0);
    const focused = this.list.contains(document.activeElement) ? document.activeElement.textContent : null;
    this.list.replaceChildren(...this.options.map(buildItem));
    this.list.hidden = this.options.length === 0;
    if (focused != null) ([...this.list.querySelectorAll("button")].find((button) => button.textContent === focused) ?? this.card.head).focus();
    this.shown = null; // the key of the claim that was brought into view last
  }

  // A row of the article that says the same or the opposite.
  buildNearRow(other, near) {
    const { row, desk } = this.card;
    const label = labelOf(other, desk);
    const values = claimOf(other, row);
    const place = `in row ${desk.numberOf(other)}`;
    if (near[label] === "opposite") return { id: other.claim, lead: `The opposite, ${place}`, label, values: { ...values, ...turn(row) } };
    return { id: other.claim, lead: `The same, ${place}`, label, values };
  }

  // The suggested wording. One that only its article explains is put into the field to be completed.
  buildWording() {
    const { row, desk } = this.card;
    const wording = { key: "t", lead: "Take this wording", label: row.proposition, detail: row.reasons?.proposition?.[0], values: { claim: null, new_claim: row.proposition } };
    const open = desk.left_open[row.proposition];
    if (!open) return { ...wording, isWhole: true };
    return { ...wording, lead: `Needs a name: ${open.words}`, act: () => {
      this.take(wording);
      const input = this.card.form.querySelector("[data-ref=claim]");
      const at = input.value.indexOf(open.first);
      input.focus();
      input.setSelectionRange(at, at + open.first.length);
    } };
  }

  // Takes what the key stands for; returns whether there was such a claim. One whose words are out of view is shown
  // first, and taken by the key pressed once more: `pressed`, if another one takes the same claim.
  press(key, pressed = key) {
    const at = this.options.findIndex((other) => other.key === key);
    if (at < 0) return false;
    const item = this.list.children[at];
    if (isInView(item, this.list) || this.shown === key) this.use(this.options[at]);
    else {
      this.shown = key;
      item.scrollIntoView({ block: "nearest" });
      this.card.desk.say(`Press ${pressed} again to take it: ${this.options[at].label}`);
    }
    return true;
  }

  use(option) {
    if (option.act) option.act();
    else this.take(option);
  }

  take({ lead, values, ...claim }) {
    if (claim.id) this.card.desk.remember("claim", claim);
    this.card.take(values);
    this.card.desk.say(`${lead}: ${claim.label}`);
    this.refresh();
  }
}

// Whether all of an item can be seen: in its list, and above the bar at the foot of the page.
function isInView(item, list) {
  const [inner, outer] = [item.getBoundingClientRect(), list.getBoundingClientRect()];
  const foot = document.querySelector(".desk-save-row").getBoundingClientRect().top;
  const [top, bottom] = [Math.max(outer.top, 0), Math.min(outer.bottom, window.innerHeight, foot)];
  return inner.top >= top - 1 && inner.bottom <= bottom + 1;
}

function isOpposite({ nearness }) {
  return nearness === "opposite";
}

// The two ways to mean a claim that is asked about, the likelier one first.
function buildYes(option, answer) {
  if (isOpposite(option)) return [answer("i", "Yes, the opposite", true), answer("j", "No, it says the same", false)];
  return [answer("i", "Yes, the same claim", false), answer("j", "It says the opposite", true)];
}

// What turns a row's position round: who affirms the opposite of a claim denies the claim.
function turn({ stance }) {
  return { stance: OPPOSITES[stance] ?? "" };
}

// The claim of another row, for `row` to take.
function claimOf({ claim, new_claim, nature, topics, typed }, row) {
  return { claim, new_claim, nature, topics: [...topics], typed: { ...row.typed, topics: typed?.topics ?? "" } };
}

// The claims of other rows that have all of the words, as options of the Claim field.
export function findInRows(card, words) {
  const { desk } = card;
  const wanted = normalise(words).split(" ");
  return otherRows(card).map((other) => ({
    id: other.claim, label: labelOf(other, desk), status: `From row ${desk.numberOf(other)}`,
    values: claimOf(other, card.row),
  })).filter(({ label }) => wanted.every((word) => normalise(label).includes(word)));
}

// The claim of a row in words.
export function labelOf({ claim, new_claim }, desk) {
  return desk.nameOf("claim", claim) || (new_claim ?? "").trim();
}

function claimKey({ claim, new_claim }) {
  return claim != null ? `#${claim}` : normalise(new_claim);
}

// The rows with another claim, one for each claim, the nearest first.
function otherRows(card) {
  const { cards } = card.desk;
  const place = cards.indexOf(card);
  const seen = new Set([claimKey(card.row), ""]);
  const nearest = cards.map((other, at) => [Math.abs(at - place), other]).sort((a, b) => a[0] - b[0]);
  return nearest.map(([, other]) => other.row).filter((row) => {
    if (row.dropped || seen.has(claimKey(row))) return false;
    return seen.add(claimKey(row));
  });
}

function normalise(claim) {
  return (claim ?? "").normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean).join(" ").replace(/[.!?…;:, ]+$/, "");
}

// `isQuoted`: the claim is read above, in the question or in the field, and not shown again.
function buildItem({ key, lead, label, status, detail, isWhole, isQuoted }, at) {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", dir: "auto" });
  button.dataset.at = at;
  if (key) button.setAttribute("aria-keyshortcuts", key);
  button.title = [label, detail].filter(Boolean).join("\n");
  const key_ = Object.assign(document.createElement("kbd"), { textContent: key });
  key_.setAttribute("aria-hidden", "true");
  const what = Object.assign(document.createElement("span"), { className: "desk-ready-lead", textContent: isQuoted ? lead : `${lead}: ` });
  const words = Object.assign(document.createElement("span"), { className: isQuoted ? "desk-unseen" : "desk-ready-label", textContent: isQuoted ? `: ${label}` : label });
  button.append(key_, what, words);
  if (isQuoted) item.classList.add("desk-quoted");
  else if (status) button.append(Object.assign(document.createElement("span"), { className: "desk-chip", textContent: status }));
  if (detail) button.append(Object.assign(document.createElement("span"), { className: "desk-unseen", textContent: `, ${detail}` }));
  item.append(button);
  if (isWhole) item.append(buildAcceptButton());
  return item;
}

// Builds the button that takes the suggested wording and accepts the row at once.
function buildAcceptButton() {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "desk-take" });
  button.setAttribute("aria-keyshortcuts", "g");
  const key = Object.assign(document.createElement("kbd"), { textContent: "g" });
  key.setAttribute("aria-hidden", "true");
  const unseen = Object.assign(document.createElement("span"), { className: "desk-unseen", textContent: "Take it " });
  button.append(key, unseen, "and accept");
  return button;
}
