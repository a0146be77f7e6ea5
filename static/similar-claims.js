/* While a proposition is typed, the claims that say nearly the same are listed under it. An aid
   only: without it the form asks when it is saved. */

(() => {
  "use strict";

  const PAUSE = 350; // milliseconds without a key before asking
  const LEAST = 3;

  function summary(count) {
    if (count === 0) return "No claim on record is similar.";
    return count === 1 ? "One claim on record is similar:" : `${count} claims on record are similar:`;
  }

  function item(claim) {
    const link = document.createElement("a");
    link.href = claim.url;
    link.target = "_blank";
    link.rel = "noopener";
    link.dir = "auto";
    link.textContent = claim.text;
    const about = document.createElement("span");
    about.className = "similar-claims-about";
    const status = claim.positions ? `${claim.status}: ${claim.positions}` : claim.status;
    about.textContent = claim.kind === "opposite" ? `says the opposite; ${status}` : status;
    const row = document.createElement("li");
    row.append(link, " ", about);
    return row;
  }

  function watch(field) {
    const box = document.createElement("div");
    box.className = "similar-claims";
    const said = document.createElement("p");
    said.setAttribute("role", "status"); // read out by itself: how many, not each of them
    const list = document.createElement("ul");
    box.append(said, list);
    field.insertAdjacentElement("afterend", box);

    let timer = 0;
    let asked = null;
    const begun = field.value.trim();

    function show(claims) {
      list.replaceChildren(...claims.map(item));
      said.textContent = summary(claims.length);
    }

    function clear() {
      list.replaceChildren();
      said.textContent = "";
    }

    async function ask() {
      const text = field.value.trim();
      if (asked) asked.abort();
      if (text.length < LEAST || text === begun) return clear();
      asked = new AbortController();
      try {
        const address = field.dataset.similarClaims + encodeURIComponent(text);
        const response = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
        if (!response.ok) return clear();
        show((await response.json()).claims);
      } catch (error) {
        if (error.name !== "AbortError") clear(); // offline, or signed out: saving will say so
      }
    }

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
  }

  function begin() {
    document.querySelectorAll("[data-similar-claims]").forEach(watch);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
