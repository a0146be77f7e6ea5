// The page on which an article is checked: its outlet is found while you type.

import { Combobox } from "./combobox.js";

const form = document.querySelector(".desk-check");
const { outlet, outlet_name: name, outlet_home_page: homePage } = form.elements;

new Combobox(name, {
  async find(words) {
    const query = new URLSearchParams({ what: "outlet", q: words });
    const response = await fetch(`${form.dataset.lookup}?${query}`);
    if (!response.ok) throw new Error("not found");
    return (await response.json()).options;
  },
  choose(option) {
    outlet.value = option.id;
    homePage.value = option.home_page;
  },
  onTyped() { outlet.value = ""; },
});

let unsaved = false;
form.addEventListener("input", () => { unsaved = true; });
form.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
