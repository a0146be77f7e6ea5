// The claims that stand ready under an open row: the suggested wording, the three most similar ones of the
// record, and those of other rows. One click or one key takes one.

const MOST_SIMILAR = 3;
const MOST_OF_OTHER_ROWS = 3;
const PAUSE = 150; // milliseconds for which a row has to stay open before the server is asked

export class ReadyClaims {
  // `card` is a RowCard, `list` the element to fill.
  constructor(card, list) {
    Object.assign(this, { card, list, options: [], similar: null });
    list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.take(this.options[Number(button.dataset.at)]);
    });
  }

  // What similar claims are looked for with; the server does the same.
  get words() {
    const { row, desk } = this.card;
    return desk.nameOf("claim", row.claim) || row.new_claim?.trim() || row.proposition || row.excerpt || "";
  }

  // Asks for the similar claims unless they are known, and draws everything.
  refresh() {
    const { words, card } = this;
    const known = card.desk.similar;
    this.similar = words ? known[words] ?? null : [];
    this.draw();
    clearTimeout(this.pause);
    if (this.similar) return;
    this.pause = setTimeout(async () => {
      try {
        known[words] = (await card.desk.find("claim", words)).slice(0, MOST_SIMILAR + 1); // one may be chosen already
      } catch {
        return; // the field finds claims as well
      }
      if (this.words === words && card.isOpen) {
        this.similar = known[words];
        this.draw();
      }
    }, PAUSE);
  }

  draw() {
    const { row, desk } = this.card;
    const wording = row.proposition && row.claim == null && row.new_claim !== row.proposition
      ? [{ key: "t", lead: "Take this wording", label: row.proposition, detail: row.reasons?.proposition?.[0], values: { claim: null, new_claim: row.proposition } }] : [];
    const similar = (this.similar ?? []).filter(({ id }) => id !== row.claim).slice(0, MOST_SIMILAR).map((option, at) => (
      { key: String(at + 1), lead: "On the record", ...option, values: { claim: option.id, new_claim: "" } }));
    const taken = new Set(similar.map(({ id }) => id));
    const others = otherRows(this.card, desk.cards).filter(({ claim }) => claim == null || !taken.has(claim))
      .slice(0, MOST_OF_OTHER_ROWS).map(({ claim, new_claim, nature, topics }, at) => (
        { key: String(MOST_SIMILAR + at + 1), lead: "From another row", label: desk.nameOf("claim", claim) || new_claim,
          values: { claim, new_claim, nature, topics: [...topics] } }));
    this.options = [...wording, ...similar, ...others];
    this.list.replaceChildren(...this.options.map(buildItem));
    this.list.hidden = this.options.length === 0;
  }

  // Takes what the key stands for; returns whether there was such a claim.
  press(key) {
    const option = this.options.find((other) => other.key === key);
    if (option) this.take(option);
    return Boolean(option);
  }

  take({ lead, values, ...claim }) {
    if (claim.id) this.card.desk.remember("claim", claim);
    this.card.take(values);
    this.card.desk.say(`${lead}: ${claim.label}`);
    this.refresh();
  }
}

// The rows with another claim, one for each claim, the nearest first.
function otherRows(card, cards) {
  const key = (row) => (row.claim != null ? `#${row.claim}` : normalise(row.new_claim));
  const place = cards.indexOf(card);
  const seen = new Set([key(card.row), ""]);
  const nearest = cards.map((other, at) => [Math.abs(at - place), other]).sort((a, b) => a[0] - b[0]);
  return nearest.map(([, other]) => other.row).filter((row) => {
    if (row.dropped || seen.has(key(row))) return false;
    return seen.add(key(row));
  });
}

function normalise(claim) {
  return (claim ?? "").normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean).join(" ").replace(/[.!?…;:, ]+$/, "");
}

function buildItem({ key, lead, label, status, detail }, at) {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", dir: "auto" });
  button.dataset.at = at;
  button.setAttribute("aria-keyshortcuts", key);
  button.title = [label, detail].filter(Boolean).join("\n");
  const key_ = Object.assign(document.createElement("kbd"), { textContent: key });
  key_.setAttribute("aria-hidden", "true");
  const what = Object.assign(document.createElement("span"), { className: "desk-ready-lead", textContent: `${lead}: ` });
  const words = Object.assign(document.createElement("span"), { className: "desk-ready-label", textContent: label });
  button.append(key_, what, words);
  if (status) button.append(Object.assign(document.createElement("span"), { className: "desk-chip", textContent: status }));
  if (detail) button.append(Object.assign(document.createElement("span"), { className: "desk-unseen", textContent: `, ${detail}` }));
  item.append(button);
  return item;
}
