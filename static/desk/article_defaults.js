// What is set once for all rows of the article, and what rows take from there.

import { isOwnParty } from "./new_claimants.js";
import { fillReferenceFields } from "./reference_fields.js";

const FIELD_OF = { said_on_precision: "said_on", said_on_note: "said_on", typed: "topics" };

// Returns what `row` takes: of fields for which it has nothing of its own, unless they are left empty on purpose.
// The server does the same when it saves.
export function takeDefaults(row, defaults) {
  const offered = Object.entries(listOffered(row, defaults));
  return Object.fromEntries(offered.filter(([name]) => !row.left_empty?.includes(FIELD_OF[name] ?? name)));
}

// Returns what `row` would take if nothing in it were left empty on purpose.
export function listOffered(row, defaults) {
  const taken = {};
  const newTopics = defaults.typed?.topics;
  const hasTopics = row.topics?.length || row.typed?.topics;
  if ((defaults.topics.length || newTopics) && !hasTopics && row.claim == null && row.new_claim?.trim()) {
    taken.topics = defaults.topics;
    if (newTopics) taken.typed = { ...row.typed, topics: newTopics };
  }
  if (defaults.place && !row.place) taken.place = defaults.place;
  const isOpen = !row.said_on || (row.said_on_precision === "by" && row.guessed?.includes("said_on"));
  if (defaults.said_on && isOpen) {
    Object.assign(taken, { said_on: defaults.said_on, said_on_precision: defaults.said_on_precision, said_on_note: "" });
  }
  if (defaults.party != null && needsParty(row)) taken.party = defaults.party;
  return taken;
}

function needsParty(row) {
  const isNew = row.claimant == null && row.new_name?.trim() && row.kind !== "own_words";
  return isNew && row.party == null && !row.new_party?.trim() && !isOwnParty(row) && !["government", "organisation"].includes(row.new_kind);
}

// The fields above the rows. It stands in for a card: its fields work as those of a row do.
export class ArticleDefaults {
  constructor(desk, form) {
    Object.assign(this, { desk, form, id: "defaults", row: desk.defaults, references: {} });
    for (const field of form.querySelectorAll("[data-field]")) {
      field.value = this.row[field.dataset.field];
      field.addEventListener("input", () => this.set({ [field.dataset.field]: field.value }));
    }
    fillReferenceFields(this);
  }

  set(changes) {
    Object.assign(this.row, changes);
    this.desk.defaultsChanged();
  }
}
