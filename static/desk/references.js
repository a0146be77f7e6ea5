// The fields of a row that point at something on the record: they find it as you type.

import { Combobox } from "./combobox.js";

export function fillReferences(card) {
  for (const input of card.form.querySelectorAll("[data-find]")) {
    if (input.dataset.find === "topic") topics(card, input);
    else reference(card, input);
  }
}

function reference(card, input) {
  const { row, desk } = card;
  const { find: what, ref: name } = input.dataset;
  const free = input.dataset.free; // where words go that name nothing on the record
  const typed = () => (free ? row[free] : row.typed?.[name]) ?? "";
  input.value = desk.nameOf(what, row[name]) || typed();
  const detail = describe(input);
  const draw = () => { detail.textContent = desk.detailOf(what, row[name]); };
  const change = (id, words) => {
    if (!free) row.typed = { ...row.typed, [name]: words };
    card.set(free ? { [name]: id, [free]: words } : { [name]: id });
    draw();
  };
  const choose = (option) => {
    desk.remember(what, option);
    change(option.id, "");
    if (name === "claimant") spokenFor(card, option);
  };
  new Combobox(input, {
    find: (words) => desk.find(what, words, row.said_on),
    choose,
    typed: (words) => change(null, words),
    start: () => (what === "claim" ? row.excerpt : ""),
  });
  offers(card, input, name, (option) => { input.value = option.label; choose(option); input.focus(); });
  draw();
}

// A claimant brings along for whom they speak, where the record leaves no doubt.
function spokenFor(card, { party, party_name: label, capacity }) {
  if (party) card.desk.remember("claimant", { id: party, label });
  card.set({ party: party ?? null, new_party: "", capacity: capacity ?? "" });
  const shown = card.form.querySelector("[data-ref=party]");
  if (shown) shown.value = party ? label : "";
  card.form.querySelector("[data-field=capacity]").value = capacity ?? "";
}

function describe(input) {
  const detail = document.createElement("p");
  detail.className = "desk-detail";
  detail.id = `${input.id}-detail`;
  detail.dir = "auto";
  input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), detail.id].filter(Boolean).join(" "));
  (input.parentElement.querySelector("[data-after]") ?? input).after(detail);
  return detail;
}

// What the server found for this field, to choose from with one press.
function offers(card, input, name, take) {
  const found = card.desk.offers[card.id]?.[name] ?? [];
  if (!found.length) return;
  const list = document.createElement("div");
  list.className = "desk-offers";
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", "Perhaps one of these");
  list.append(...found.map((option) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "desk-offer" });
    button.textContent = [option.label, option.detail].filter(Boolean).join(": ");
    button.dir = "auto";
    button.addEventListener("click", () => take(option));
    return button;
  }));
  input.parentElement.append(list);
}

function topics(card, input) {
  const { row, desk } = card;
  const chips = document.createElement("ul");
  chips.className = "desk-topics";
  input.before(chips);
  const draw = () => chips.replaceChildren(...(row.topics ?? []).map((id) => chip(id)));
  const chip = (id) => {
    const label = desk.nameOf("topic", id) || `Topic ${id}`;
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    button.setAttribute("aria-label", `Remove ${label}`);
    button.addEventListener("click", () => {
      card.set({ topics: row.topics.filter((one) => one !== id) });
      draw();
      input.focus();
    });
    item.append(label, " ", button);
    return item;
  };
  input.value = row.typed?.topics ?? "";
  new Combobox(input, {
    find: (words) => desk.find("topic", words),
    choose: (option) => {
      desk.remember("topic", option);
      row.typed = { ...row.typed, topics: "" };
      card.set({ topics: [...new Set([...(row.topics ?? []), option.id])] });
      input.value = "";
      draw();
    },
    typed: (words) => { row.typed = { ...row.typed, topics: words }; card.set({}); },
  });
  draw();
}
