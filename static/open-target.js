// What an address points to may lie in something folded up. Most browsers unfold it; for the rest:
"use strict";

function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target) return;
  let opened = false;
  for (let folded = target.closest("details"); folded; folded = folded.parentElement.closest("details")) {
    opened = opened || !folded.open;
    folded.open = true;
  }
  if (opened) target.scrollIntoView();
}

addEventListener("hashchange", openTarget);
openTarget();
