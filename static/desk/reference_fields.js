// The fields of a row that refer to something on the record: they find it while you type.

import { Combobox } from "./combobox.js";
import { carryDescription, forgetSpeaker, isOwnParty, newName, recallSpeaker } from "./new_claimants.js";
import { findInRows } from "./ready_claims.js";

const MOST_PARTIES = 3;
const MOST_NEAR = 4;

export function fillReferenceFields(card) {
  for (const input of card.form.querySelectorAll("[data-find]")) {
    if (input.dataset.find === "topic") fillTopicField(card, input);
    else fillReferenceField(card, input);
  }
}

function fillReferenceField(card, input) {
  const { row, desk } = card;
  const { find: what, ref: name } = input.dataset;
  const free = input.dataset.free; // the field for a name that is not on the record
  const typed = () => (free ? row[free] : row.typed?.[name]) ?? "";
  const detail = addDetail(input, what === "claim");
  const draw = () => { detail.textContent = desk.detailOf(what, row[name]); };
  const show = () => { input.value = desk.nameOf(what, row[name]) || typed(); draw(); };
  card.references[name] = { show };
  const change = (id, words) => {
    if (!free) row.typed = { ...row.typed, [name]: words };
    if (name === "party" && !words && id == null) card.leaveEmpty?.(name);
    if (name === "claimant") changeSpeaker(card, id, words);
    card.set(free ? { [name]: id, [free]: words } : { [name]: id });
    draw();
  };
  const choose = (option) => {
    if (option.newcomer) return takeNewcomer(card, option);
    if (option.values) return card.take(option.values);
    desk.remember(what, option);
    change(option.id, "");
    if (name === "claimant") fillParty(card, option);
  };
  new Combobox(input, {
    find: async (words) => {
      const here = FOUND_HERE[name]?.(card, words) ?? [];
      const ids = new Set(here.map(({ id }) => id));
      return [...here, ...(await desk.find(what, words, row.said_on)).filter(({ id }) => !ids.has(id))];
    },
    choose,
    onTyped: (words) => change(null, words),
  });
  addOffers(card, input, name, (option) => { input.value = option.label; choose(option); input.focus(); });
  show();
}

// What the other rows of the article have for a field; it comes before what the record has.
const FOUND_HERE = { claimant: findNewcomers, party: findNewParties, claim: findInRows };

// Finds people and bodies who are not on the record yet, but new in another row.
function findNewcomers(card, words) {
  const isMeant = (row) => newName(row).includes(words.toLowerCase());
  return card.desk.newcomers(card).filter(isMeant).map((row) => (
    { newcomer: row, label: row.new_name.trim(), status: "new in another row", detail: row.new_role }));
}

// Finds parties that are not on the record yet, but new in another row: those that others speak for, and those that
// speak for themselves.
function findNewParties(card, words) {
  const known = new Map();
  if (card.id === "defaults") return []; // an article has no new party
  for (const { row } of card.desk.cards) {
    if (row === card.row || row.dropped) continue;
    const isOwn = newName(row) && (row.new_kind === "government" || row.speaks_for_itself);
    const label = row.party == null && row.new_party?.trim() ? row.new_party.trim() : isOwn ? row.new_name.trim() : "";
    if (!label.toLowerCase().includes(words.toLowerCase()) || known.has(label.toLowerCase())) continue;
    const kind = isOwn ? row.new_kind : row.new_party_kind;
    if (label) known.set(label.toLowerCase(), { label, status: "new in another row", values: { party: null, new_party: label, new_party_kind: kind } });
  }
  return [...known.values()];
}

// Empties what was proposed for the speaker before, and takes what another row says of one who is named in full.
function changeSpeaker(card, id, words) {
  const { row } = card;
  const nameOf = (pk, text) => pk ?? (text ?? "").trim().toLowerCase();
  const name = nameOf(id, words);
  if (name === nameOf(row.claimant, row.new_name)) return;
  if (name === card.formerSpeaker?.name) recallSpeaker(row, card.formerSpeaker);
  else {
    const former = { name: nameOf(row.claimant, row.new_name), ...forgetSpeaker(row) };
    if (Object.keys(former.values).length) card.formerSpeaker = former;
    const newcomer = id == null && card.desk.newcomers(card).find((other) => newName(other) === name);
    if (newcomer) carryDescription(newcomer, row);
  }
  card.fillFields();
  card.references.party.show();
}

// Takes somebody new from another row, with what is said of them there.
function takeNewcomer(card, { newcomer }) {
  forgetSpeaker(card.row);
  carryDescription(newcomer, card.row);
  card.take({ claimant: null, new_name: newcomer.new_name });
}

// Offers the parties of the article for whom somebody new may speak, as long as none is chosen; those named nearest
// to the words come first.
export function drawParties(card) {
  const { complete: row, desk } = card;
  const list = card.form.querySelector("[data-parties]");
  const isOpen = row.party == null && !row.new_party?.trim() && !isOwnParty(row) && row.new_kind !== "government";
  const parties = isOpen ? desk.parties(row).slice(0, MOST_PARTIES) : [];
  list.hidden = parties.length === 0;
  list.replaceChildren(...parties.map(({ id, label }) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: `For ${label}`, title: label, dir: "auto" });
    button.addEventListener("click", () => {
      desk.remember("claimant", { id, label });
      card.take({ party: id, new_party: "" });
      card.form.querySelector("[data-ref=party]").focus();
    });
    return button;
  }));
}

// Proposes for whom a chosen claimant speaks, where the record leaves no doubt and the editor typed nothing.
function fillParty(card, { party, party_name: label, capacity }) {
  const { row } = card;
  if (party) card.desk.remember("claimant", { id: party, label });
  const values = {};
  if (party && row.party == null && !row.new_party?.trim()) values.party = party;
  if (capacity && !row.capacity && (row.party ?? values.party) === party) values.capacity = capacity;
  card.propose(values, ["The only one on the record for that day.", "sure"]);
}

// Of whom the record says what is seen in the fields beside: that detail is for those who cannot see them.
function addDetail(input, isSeen) {
  const detail = document.createElement("p");
  detail.className = isSeen ? "desk-detail" : "desk-unseen";
  detail.id = `${input.id}-detail`;
  detail.dir = "auto";
  input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), detail.id].filter(Boolean).join(" "));
  (input.parentElement.querySelector("[data-after]") ?? input).after(detail);
  return detail;
}

// Adds a button for each option that the server offers for this field.
function addOffers(card, input, name, choose) {
  const options = card.desk.offers[card.id]?.[name] ?? [];
  if (!options.length || name === "claim") return; // claims stand ready below the field: see ready_claims.js
  const list = document.createElement("div");
  list.className = "desk-offers";
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", "Perhaps one of these");
  list.append(...options.map((option) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "desk-offer" });
    button.textContent = [option.label, option.detail].filter(Boolean).join(": ");
    button.dir = "auto";
    button.addEventListener("click", () => choose(option));
    return button;
  }));
  input.parentElement.append(list);
}

function fillTopicField(card, input) {
  const { row, desk } = card;
  const chips = document.createElement("ul");
  chips.className = "desk-topics";
  input.before(chips);
  const near = Object.assign(document.createElement("div"), { className: "desk-offers", hidden: true });
  near.setAttribute("role", "group");
  near.setAttribute("aria-label", "Topics of the record that may be meant");
  input.parentElement.append(near);
  const change = (ids, names) => {
    card.set({ topics: [...new Set(ids)], typed: { ...row.typed, topics: names.join("; ") } });
    draw();
  };
  const choose = (option, names = readNewTopics(row)) => {
    desk.remember("topic", option);
    change([...(row.topics ?? []), option.id], names);
  };
  const replace = (name, option) => choose(option, readNewTopics(row).filter((other) => other !== name));
  const addChip = (label, what, remove) => {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    button.setAttribute("aria-label", `Remove ${label}`);
    button.addEventListener("click", () => { remove(); input.focus(); });
    item.append(label, " ");
    if (what) item.append(Object.assign(document.createElement("span"), { className: "desk-new", textContent: what }), " ");
    item.append(button);
    return item;
  };
  const draw = () => {
    const ids = row.topics ?? [];
    const names = readNewTopics(row);
    chips.replaceChildren(
      ...ids.map((id) => addChip(desk.nameOf("topic", id) || `Topic ${id}`, "", () => change(ids.filter((other) => other !== id), names))),
      ...names.map((name) => addChip(name, desk.may_add_topics ? "new" : "not on the record", () => change(ids, names.filter((other) => other !== name)))),
    );
    near.hidden = !near.querySelector("button") || !names.includes(near.dataset.name);
  };
  // Takes what was typed: topics of the record by their names, others as new ones. What is near to a new one is offered.
  const take = async () => {
    const typed = input.value.split(";").map((name) => name.trim()).filter(Boolean);
    input.value = "";
    if (!typed.length) return;
    change(row.topics ?? [], [...new Set([...readNewTopics(row), ...typed])]);
    for (const name of typed) {
      const options = await desk.find("topic", name).catch(() => []);
      if (!readNewTopics(row).includes(name)) continue; // taken back meanwhile
      const known = options.find(({ label }) => isSameName(label, name));
      if (known) replace(name, known);
      else offerNear(name, options);
    }
  };
  const offerNear = (name, options) => {
    desk.say(desk.may_add_topics ? `New topic: ${name}. It is added when you save; × takes it back.` : `No topic is called “${name}”. Choose from what is found.`);
    near.dataset.name = name;
    near.replaceChildren("Perhaps ", ...options.slice(0, MOST_NEAR).map((option) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: option.label, dir: "auto" });
      button.addEventListener("click", () => { replace(name, option); input.focus(); });
      return button;
    }));
    near.hidden = options.length === 0;
  };
  card.references.topics = { show: draw };
  new Combobox(input, {
    find: async (words) => offerNewTopic(desk, words.trim(), await desk.find("topic", words)),
    choose: (option) => {
      if (option.id == null) return take();
      input.value = "";
      choose(option);
    },
    onTyped() {},
    onLeft: take,
    takesFirst: true,
  });
  input.value = "";
  draw();
  if (card.id === "defaults") addOfferedTopics(card, input, draw);
}

// The names of the topics that a row, or the article, adds when it is saved.
function readNewTopics(row) {
  return (row.typed?.topics ?? "").split(";").map((name) => name.trim()).filter(Boolean);
}

function isSameName(one, other) {
  return one.localeCompare(other, undefined, { sensitivity: "accent" }) === 0;
}

// Adds a button for each topic that fits the article or was used last, as long as none is chosen.
function addOfferedTopics(card, input, draw) {
  const { row, desk } = card;
  if (!desk.offered_topics.length || row.topics.length) return;
  const list = Object.assign(document.createElement("div"), { className: "desk-offers" });
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", "Topics that fit, and those used last");
  list.append(...desk.offered_topics.map((option) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: option.label, dir: "auto" });
    button.addEventListener("click", () => {
      desk.remember("topic", option);
      card.set({ topics: [...row.topics, option.id] });
      draw();
      button.remove();
      input.focus();
    });
    return button;
  }));
  input.closest(".desk-pair").append(list);
}

// Offers to add what was typed as a new topic, unless there is one of that name, which then comes first.
function offerNewTopic(desk, name, options) {
  const isKnown = options.some(({ label }) => isSameName(label, name));
  const found = [...options].sort((one, other) => isSameName(other.label, name) - isSameName(one.label, name));
  return desk.may_add_topics && !isKnown ? [...found, { id: null, label: name, detail: "add as a new topic" }] : found;
}
