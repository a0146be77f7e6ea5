// Shows how far a worker has come with an import, and the report as soon as there is one.
"use strict";
{
  const PAUSE = 2000; // milliseconds between two looks
  const look = async () => {
    const shown = document.getElementById("import-progress");
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const next = page.getElementById("import-progress");
      if (!next) return location.reload();
      for (const selector of ["[role=status]", "progress"]) {
        const [old, now] = [shown, next].map((part) => part.querySelector(selector));
        if (!old || !now) continue;
        if (old.textContent !== now.textContent) old.textContent = now.textContent;
        if (now.max) [old.max, old.value] = [now.max, now.value];
      }
      if (next.querySelector("progress") && !shown.querySelector("progress")) shown.replaceWith(next);
    } catch {
      // The network is away for a moment: the next look may find it.
    }
    setTimeout(look, PAUSE);
  };
  setTimeout(look, PAUSE);
}
