// The page on which an article is checked: its outlet is found while you type.

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

let unsaved = false;
form.addEventListener("input", () => { unsaved = true; });
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
    unsaved = true;
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
