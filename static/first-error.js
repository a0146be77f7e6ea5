// The first error of a form is in view and has the focus, whatever is folded around it.
"use strict";
{
  const ERRORS = ":is([aria-invalid=true], .errorlist.nonfield, .errorlist.nonform)";

  const show = () => {
    // The pages of Add coverage choose themselves; elsewhere Django's script has taken the first field of all.
    if (document.body.matches(".desk") && document.activeElement !== document.body) return;
    const first = document.querySelector(`#content ${ERRORS}`);
    if (!first) return;
    for (let box = first.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    // Django's search field hides the list that it stands for.
    const field = first.matches(".select2-hidden-accessible") ? first.parentElement.querySelector(".select2-selection") : first;
    if (field.matches(".errorlist")) field.tabIndex = -1;
    field.focus({ preventScroll: true });
    (field.closest(".form-row") ?? field).scrollIntoView({ block: "center" });
  };
  // Once Django's own scripts, which wait for the page as well, have made their fields.
  window.addEventListener("load", () => requestAnimationFrame(() => setTimeout(show)));
}
