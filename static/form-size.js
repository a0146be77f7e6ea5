// Says before sending what is too long: the server would answer with an error page, and the text be lost.
// A text area says with data-max-length how many characters it takes; how many bytes one form may have, the
// element of this script says with data-max-bytes.
"use strict";
{
  const maxBytes = Number(document.currentScript.dataset.maxBytes);
  const ENCODED = 9; // bytes that one UTF-16 unit takes at most, percent-encoded

  // Characters as the server counts them: a pair of surrogates is one.
  const countCharacters = (text) => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);

  // Without the files, which the server counts apart; with line ends as browsers send them.
  const countBytes = (form) => {
    const texts = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    const sent = texts.map(([name, value]) => [name, value.replace(/\r?\n/g, "\r\n")]);
    if (form.enctype !== "multipart/form-data") return new URLSearchParams(sent).toString().length;
    return sent.reduce((sum, [name, value]) => sum + new TextEncoder().encode(name + value).length, 0);
  };

  const tell = (area, sentence) => {
    const id = `${area.id || area.name}_too_long`;
    let list = document.getElementById(id);
    if (!sentence) {
      if (list) area.removeAttribute("aria-invalid");
      return list?.remove();
    }
    if (!list) {
      list = Object.assign(document.createElement("ul"), { id, className: "errorlist" });
      list.setAttribute("role", "alert");
      area.before(list);
      area.setAttribute("aria-invalid", "true");
      area.setAttribute("aria-describedby", `${id} ${area.getAttribute("aria-describedby") ?? ""}`.trim());
    }
    if (list.textContent !== sentence) list.replaceChildren(Object.assign(document.createElement("li"), { textContent: sentence }));
  };

  const KEPT = "It was not sent, and all of it is still here: take away what is not needed.";
  const checkLength = (area) => {
    const most = Number(area.dataset.maxLength || Infinity);
    const length = area.value.length > most ? countCharacters(area.value) : 0;
    if (length <= most) return "";
    return `This has ${length.toLocaleString("en")} characters, and at most ${most.toLocaleString("en")} fit. ${KEPT}`;
  };
  const checkSize = (form) => {
    const units = [...form.elements].reduce((sum, element) => sum + (element.value?.length ?? 0), 0);
    const bytes = units * ENCODED > maxBytes ? countBytes(form) : 0;
    if (bytes <= maxBytes) return "";
    const inMegabytes = (size) => (size / 1024 / 1024).toFixed(1);
    return `This is too much to send at once: ${inMegabytes(bytes)} MB, and at most ${inMegabytes(maxBytes)} MB fit. ${KEPT}`;
  };

  // Returns the text area that is too long, if any, having said so beside it. What the whole form is too long
  // by is said at its longest text.
  const check = (form) => {
    const areas = [...form.querySelectorAll("textarea")].filter((area) => !area.disabled && !area.hidden);
    const sentences = new Map(areas.map((area) => [area, checkLength(area)]));
    const longest = areas.reduce((one, other) => (one && one.value.length >= other.value.length ? one : other), null);
    if (longest && ![...sentences.values()].some(Boolean)) sentences.set(longest, checkSize(form));
    sentences.forEach((sentence, area) => tell(area, sentence));
    return areas.find((area) => sentences.get(area));
  };

  // Before any other listener, which may take the form for sent.
  window.addEventListener("submit", (event) => {
    const area = event.target.method === "post" ? check(event.target) : null;
    if (!area) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    area.closest("details")?.setAttribute("open", "");
    area.focus();
    area.scrollIntoView({ block: "center" });
  }, true);
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("form[method=post] textarea")) check(event.target.form);
  });
}
