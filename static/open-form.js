// Tells the server that the form of a row is open, again and again, and when its page is left: whoever else opens it
// is told. With two tabs of one person, the other tells it again after one is left.
// The element of this script says with data-address where to.
"use strict";
{
  const AGAIN_AFTER = 4 * 60 * 1000; // milliseconds; the notice is shown for ten minutes
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
  setInterval(() => tell(), AGAIN_AFTER);
}
