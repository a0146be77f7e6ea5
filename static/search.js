// The list of claims, updated in place. All of it works without: every choice is a link, the search a form.
// htmx does the fetching and swapping; this keeps what a swap would lose.
"use strict";

(() => {
  const found = () => document.getElementById("found");
  const field = () => document.getElementById("q");
  const count = () => document.getElementById("count");
  const focused = new Map(); // by address, where the reader was when leaving it
  let open = [];
  let used = "";
  let before = "";
  let wasTyping = false;

  document.addEventListener("htmx:configRequest", (event) => {
    // An empty field says nothing in an address.
    const parameters = event.detail.formData ?? event.detail.parameters;
    if (parameters.get?.("q") === "") parameters.delete("q");
  });

  document.addEventListener("htmx:beforeRequest", () => found()?.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", () => found()?.removeAttribute("aria-busy"));

  // A reader who types on is on the way to one search, which is one step of the history.
  document.addEventListener("htmx:beforeHistoryUpdate", (event) => {
    const { history } = event.detail;
    const typing = event.detail.requestConfig?.triggeringEvent?.type === "input";
    const isHere = history.path === window.location.pathname + window.location.search;
    if ((typing && wasTyping) || isHere) history.type = "replace";
    wasTyping = typing;
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "found") return;
    open = [...document.querySelectorAll("#found details[open]")].map((details) => details.id);
    used = document.activeElement?.id ?? "";
    before = field()?.defaultValue ?? "";
  });

  document.addEventListener("htmx:afterSwap", () => {
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "found") return;
    takeOver();
    if (used === "next" || used === "previous") focus(count());
    else if (document.activeElement === document.body && used) focus(document.querySelector(".list-chips a") ?? count());
    announce();
  });

  document.addEventListener("htmx:beforeHistorySave", (event) => {
    focused.set(event.detail.path, document.activeElement?.id ?? "");
  });

  document.addEventListener("htmx:historyRestore", (event) => {
    wasTyping = false;
    focus(document.getElementById(focused.get(event.detail.path) ?? ""));
    announce();
  });

  // Where the connection or the server fails, the browser is asked to go there, and says what it has to say.
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const path = event.detail.pathInfo?.finalRequestPath ?? event.detail.pathInfo?.requestPath;
      if (path) window.location.assign(path);
    });
  }

  const focus = (element) => element?.focus({ preventScroll: true });

  // The field says what the address says, unless the reader has typed something else meanwhile. Its attribute
  // is what comes back with "back".
  function takeOver() {
    const input = field();
    if (!input) return;
    const words = new URL(window.location.href).searchParams.get("q") ?? "";
    if (input.value === before && document.activeElement !== input) input.value = words;
    input.setAttribute("value", words);
  }

  function announce() {
    const announcer = document.getElementById("announcer");
    if (announcer) announcer.textContent = count()?.textContent.trim() ?? "";
  }
})();
