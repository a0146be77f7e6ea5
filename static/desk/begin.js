// The page on which an article is brought in: what is pasted anywhere on it goes to the field for it.

const address = document.getElementById("id_url");
const text = document.getElementById("id_text");
const said = document.getElementById("desk-pasted");
for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;

// Several lines, or several words, are no address.
function isText(words) {
  return words.length > 0 && !/^\S+$/.test(words.trim());
}

document.addEventListener("paste", (event) => {
  const isTyping = event.target.closest?.("input, textarea") && event.target !== address;
  const words = event.clipboardData?.getData("text/plain") ?? "";
  if (isTyping || !isText(words)) return;
  event.preventDefault();
  text.value = words;
  text.dispatchEvent(new Event("input", { bubbles: true })); // form-size.js counts it
  text.setSelectionRange(0, 0);
  text.scrollTop = 0;
  said.textContent = "The text stands in its field. Look at it, then press Enter to use it.";
  document.getElementById("desk-use-text").focus();
});
