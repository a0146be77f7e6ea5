// The page on which an article is checked: its outlet is found while you type.

import { Journal, readToken } from "./autosave.js";
import { Combobox } from "./combobox.js";

const form = document.querySelector(".desk-check");
const { outlet, outlet_name: name, outlet_home_page: homePage, published_on: publishedOn, title } = form.elements;
const goOn = document.getElementById("desk-go-on");

function chooseOutlet(id, home) {
  outlet.value = id;
  homePage.value = home;
}

const help = document.getElementById("id_outlet_name_helptext");
const usualHelp = help.textContent;

const combobox = new Combobox(name, {
  async find(words) {
    const query = new URLSearchParams({ what: "outlet", q: words });
    const response = await fetch(`${form.dataset.lookup}?${query}`);
    if (!response.ok) throw new Error("not found");
    return (await response.json()).options;
  },
  choose: (option) => chooseOutlet(option.id, option.home_page),
  onTyped() {
    outlet.value = "";
    help.textContent = usualHelp;
  },
  onEnter() {
    const words = name.value.trim();
    const known = combobox.options.find(({ label }) => label.toLowerCase() === words.toLowerCase());
    if (known) chooseOutlet(known.id, known.home_page);
    else if (words && !outlet.value) help.textContent = `“${words}” is not on the record: going on adds it as a new outlet.`;
    if (words) goOn.focus();
  },
});

// What was typed in this window outlives a page on which it was not kept: somebody had signed out, or the server
// answered with an error. It comes back until the work is stored again, here or in another window.
const journal = new Journal(location.pathname);
const typed = [...form.elements].filter(({ name: of, type }) => of && type !== "submit" && !["csrfmiddlewaretoken", "revision"].includes(of));
const left = journal.read();
let unsaved = false;
let edited = false;
if (left?.revision === form.elements.revision.value) {
  for (const field of typed) {
    const words = left.values[field.name] ?? field.value;
    if (words === field.value) continue;
    field.value = words;
    unsaved = edited = true;
  }
  document.getElementById("desk-restored").hidden = !edited;
} else if (left) journal.clear();
window.addEventListener("pagehide", () => {
  const values = Object.fromEntries(typed.map((field) => [field.name, field.value]));
  if (edited) journal.write({ revision: form.elements.revision.value, values });
});
form.addEventListener("formdata", ({ formData }) => formData.set("csrfmiddlewaretoken", readToken(form)));
form.addEventListener("input", () => { unsaved = edited = true; });
form.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

const recent = document.getElementById("desk-recent");
if (recent) {
  recent.hidden = Boolean(name.value);
  name.addEventListener("input", () => { recent.hidden = Boolean(name.value); });
  recent.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    name.value = button.textContent;
    chooseOutlet(button.dataset.outlet, button.dataset.homePage);
    unsaved = edited = true;
    goOn.focus({ preventScroll: true });
  });
}

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) form.requestSubmit(goOn);
});
// The first of what every article has and this one lacks; a question or an error has the focus already.
if (document.activeElement === document.body && !form.querySelector(".desk-error")) {
  ([title, publishedOn, name].find((field) => !field.value) ?? goOn).focus({ preventScroll: true });
}
