/* Filters of a list are folded on a narrow screen, where they come first, and open beside it on a wide one. */
"use strict";

{
  const filters = document.querySelector(".list-filters");
  const wide = window.matchMedia("(min-width: 768px)");
  const fit = () => { filters.open = wide.matches; };
  if (filters) {
    fit();
    wide.addEventListener("change", fit);
  }
}
