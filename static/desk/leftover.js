// The last page, in a window whose work another one has finished: what was not kept of it can be gone on with.

import { Journal, isNewer } from "./autosave.js";

const form = document.getElementById("desk-leftover");
const { keep, lastSend, revision } = form.dataset;
const journal = new Journal(keep);
const left = journal.read();

if (left && isNewer(left, lastSend, revision)) {
  const values = {
    rows: JSON.stringify(left.rows),
    defaults: JSON.stringify(left.defaults),
    close_reason: left.close_reason,
    revision: left.revision,
    send: left.unanswered.at(-1) ?? "",
  };
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  form.hidden = false;
} else {
  journal.clear();
}
