// A text field that finds rows of the record as you type: the pattern "editable combobox with
// list" of the ARIA Authoring Practices.

const PAUSE = 200; // milliseconds after the last key before the server is asked
let numbered = 0;

export class Combobox {
  // `find(words)` promises options {id, label, detail, status}; `choose(option)` is told the choice,
  // `typed(words)` every change by hand. `start()` gives what to look for while the field is empty.
  constructor(input, { find, choose, typed, start = () => "" }) {
    Object.assign(this, { input, find, choose, typed, start, options: [], at: -1, asked: 0 });
    this.list = document.createElement("ul");
    this.list.id = `desk-options-${++numbered}`;
    this.list.className = "desk-options";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Found");
    this.list.hidden = true;
    this.said = document.createElement("span");
    this.said.className = "desk-unseen";
    this.said.setAttribute("role", "status");
    if (!input.closest(".desk-find")) {
      const around = Object.assign(document.createElement("div"), { className: "desk-find" });
      input.replaceWith(around);
      around.append(input);
    }
    input.after(this.list, this.said);
    input.autocomplete = "off";
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
      ["aria-controls", this.list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);
    input.addEventListener("input", () => this.onInput());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("focus", () => { if (!input.value.trim() && start()) this.ask(); });
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus
    this.list.addEventListener("click", (event) => this.onClick(event));
  }

  onInput() {
    this.typed(this.input.value);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.ask(), PAUSE);
  }

  onClick(event) {
    const option = event.target.closest("[role=option]");
    if (option) this.take(Number(option.dataset.at));
  }

  onKey(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.ask();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // never sends the whole page
      if (this.at >= 0) this.take(this.at);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.close();
    }
  }

  async ask() {
    const words = this.input.value.trim() || this.start();
    const turn = ++this.asked;
    if (!words) return this.close();
    try {
      const options = await this.find(words);
      if (turn === this.asked && this.input === document.activeElement) this.open(options);
    } catch {
      if (turn === this.asked) this.said.textContent = "The search did not answer. Go on typing to try again.";
    }
  }

  open(options) {
    this.options = options;
    this.at = -1;
    this.list.replaceChildren(...options.map((option, at) => this.shown(option, at)));
    this.list.hidden = options.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.input.removeAttribute("aria-activedescendant");
    if (options.length) this.list.scrollIntoView({ block: "nearest" });
    this.said.textContent = options.length ? `${options.length} found. Use the down arrow.` : "Nothing found.";
  }

  shown(option, at) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${at}`;
    item.dataset.at = at;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dir = "auto";
    const label = document.createElement("span");
    label.className = "desk-option-label";
    label.textContent = option.label;
    item.append(label);
    if (option.status) item.append(Object.assign(document.createElement("span"),
      { className: "desk-chip", textContent: option.status }));
    if (option.detail) item.append(Object.assign(document.createElement("span"),
      { className: "desk-option-detail", textContent: option.detail }));
    return item;
  }

  // Whoever goes through the options has made up their mind: no late answer replaces them.
  move(by) {
    this.asked++;
    clearTimeout(this.pause);
    const count = this.options.length;
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = this.at < 0 && by < 0 ? count - 1 : (this.at + by + count) % count;
    const item = this.list.children[this.at];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  take(at) {
    const option = this.options[at];
    this.input.value = option.label;
    this.close();
    this.said.textContent = `Chosen: ${option.label}`;
    this.choose(option);
  }

  close() {
    this.asked++;
    clearTimeout(this.pause);
    this.at = -1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
