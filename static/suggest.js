// Suggestions under a search box while somebody types: the pattern "editable combobox with list" of the ARIA
// Authoring Practices. Without it the box is a form like any other, and Enter always searches unless a
// suggestion is chosen.
"use strict";

(() => {
  const PAUSE = 200; // milliseconds after the last key before the server is asked

  function suggestFor(input) {
    const form = input.form;
    const list = document.createElement("ul");
    const status = document.createElement("span");
    let active = -1;
    let pause = 0;
    let request = new AbortController();

    list.id = `${input.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.label);
    status.className = "unseen";
    status.setAttribute("role", "status");
    form.append(list, status);
    input.autocomplete = "off";
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
      ["aria-controls", list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);

    const options = () => [...list.children];

    function close() {
      clearTimeout(pause);
      request.abort();
      mark(-1);
      list.hidden = true;
      status.textContent = "";
      input.setAttribute("aria-expanded", "false");
    }

    function go(option) {
      const { url } = option.dataset;
      close();
      window.location.assign(url);
    }

    function mark(at) {
      options()[active]?.setAttribute("aria-selected", "false");
      active = at;
      const option = options()[active];
      option?.setAttribute("aria-selected", "true");
      option?.scrollIntoView({ block: "nearest" });
      if (option) input.setAttribute("aria-activedescendant", option.id);
      else input.removeAttribute("aria-activedescendant");
    }

    function show(answer) {
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.replaceChildren(...answer.options.map((option, at) => {
        const item = document.createElement("li");
        const kind = document.createElement("span");
        item.id = `${list.id}-${at}`;
        item.dataset.url = option.url;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.append(Object.assign(document.createElement("span"), { textContent: option.label, dir: "auto" }), " ", kind);
        kind.className = "faint";
        kind.textContent = option.kind;
        return item;
      }));
      list.hidden = !answer.options.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      status.textContent = answer.status;
    }

    async function ask() {
      const words = input.value.trim();
      request.abort();
      request = new AbortController();
      if (words.length < 2) return close();
      const { signal } = request;
      try {
        const answer = await fetch(`${input.dataset.suggestions}?q=${encodeURIComponent(words)}`, { signal });
        if (!answer.ok) return close();
        const found = await answer.json();
        if (!signal.aborted && document.activeElement === input) show(found);
      } catch {
        if (!signal.aborted) close(); // The search itself works without suggestions.
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(pause);
      mark(-1);
      pause = setTimeout(ask, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const count = options().length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) ask();
        // From the last to the box, and on to the first.
        else mark((active + 1 + (event.key === "ArrowDown" ? 1 : count)) % (count + 1) - 1);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        go(options()[active]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault(); // a second time it empties the box
        close();
      }
    });
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the box
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) go(option);
    });
  }

  for (const input of document.querySelectorAll("input[data-suggestions]")) suggestFor(input);
})();
