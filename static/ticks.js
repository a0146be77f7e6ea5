// Cancel on a page that asks leads back to a list, in which what was ticked still is.
"use strict";

{
  const KEY = "ticks " + location.pathname; // the page that asks has the address of its list
  const read = () => {
    try {
      const ids = sessionStorage.getItem(KEY) ?? "";
      sessionStorage.removeItem(KEY);
      return new Set(ids.split(","));
    } catch {
      return new Set(); // the browser forbids pages to store anything
    }
  };
  const ticked = read();
  for (const box of document.querySelectorAll("input[type=checkbox]:is([name=_selected_action], [name=row])")) {
    if (!ticked.has(box.value) || box.checked) continue;
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true })); // the list counts them
  }
  document.querySelector("a[data-ticks]")?.addEventListener("click", ({ currentTarget }) => {
    try {
      sessionStorage.setItem(KEY, currentTarget.dataset.ticks);
    } catch {} // see above
  });
}
