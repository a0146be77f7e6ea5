// Tells the server that the form of a row is open, and when its page is left: whoever else opens it is told.
// The element of this script says with data-address where to.
"use strict";
{
  const { address } = document.currentScript.dataset;

  const tell = (...fields) => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    for (const field of fields) data.set(field, "1");
    navigator.sendBeacon(address, data);
  };

  // Not "load" and "unload": the browser's way back may bring the page as it was.
  window.addEventListener("pageshow", () => tell());
  window.addEventListener("pagehide", () => tell("left"));
}
