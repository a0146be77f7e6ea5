// A text field that finds objects on the record while you type: the pattern "editable combobox
// with list" of the ARIA Authoring Practices.

const PAUSE = 200; // milliseconds after the last key before the server is asked
let comboboxes = 0;

export class Combobox {
  // `find(words)` promises options {id, label, detail, status}. `choose(option)` is called with the
  // choice, `onTyped(words)` with every change by hand.
  // `onLeft()` when the field is left with what was typed, or Enter is pressed with nothing chosen.
  // `takesFirst`: Enter then takes the first option, once what was typed has been looked for. `onEnter()` says where
  // Enter leads from what was typed, once what it may name has been shown.
  constructor(input, { find, choose, onTyped, onLeft = () => {}, onEnter = null, takesFirst = false }) {
    Object.assign(this, { input, find, choose, onTyped, onLeft, onEnter, takesFirst, options: [], active: -1, requests: 0 });
    this.list = document.createElement("ul");
    this.list.id = `desk-options-${++comboboxes}`;
    this.list.className = "desk-options";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Found");
    this.list.hidden = true;
    this.status = document.createElement("span");
    this.status.className = "desk-unseen";
    this.status.setAttribute("role", "status");
    if (!input.closest(".desk-find")) {
      const wrapper = Object.assign(document.createElement("div"), { className: "desk-find" });
      input.replaceWith(wrapper);
      wrapper.append(input);
    }
    input.after(this.list, this.status);
    input.autocomplete = "off";
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
      ["aria-controls", this.list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);
    input.addEventListener("input", () => this.onInput());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus
    this.list.addEventListener("click", (event) => this.onClick(event));
  }

  onInput() {
    this.onTyped(this.input.value);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.ask(), PAUSE);
  }

  onClick(event) {
    const option = event.target.closest("[role=option]");
    if (option) this.take(Number(option.dataset.at));
  }

  onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.leave(); // what follows needs what was typed
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.ask();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // never sends the whole page
      if (this.active >= 0) this.take(this.active);
      else if (this.takesFirst) this.takeFirst();
      else if (this.onEnter) this.enter();
      else this.leave();
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.close();
    }
  }

  // Takes the first option for what is typed; without an answer, or with none found, the words as they are.
  async takeFirst() {
    const words = this.input.value.trim();
    if (this.list.hidden || this.answered !== words) await this.ask();
    if (this.input.value.trim() !== words) return; // somebody has typed on
    if (words && !this.list.hidden && this.answered === words) this.take(0);
    else this.leave();
  }

  // Goes on with what is typed; if it was not looked for yet and something is found, shows that first.
  async enter() {
    const words = this.input.value.trim();
    const wasShown = this.answered === words;
    if (!wasShown) await this.ask();
    if (this.input.value.trim() !== words || (!wasShown && !this.list.hidden)) return;
    this.leave();
    this.onEnter();
  }

  async ask() {
    clearTimeout(this.pause);
    const words = this.input.value.trim();
    const request = ++this.requests;
    if (!words) return this.close();
    try {
      const options = await this.find(words);
      if (request !== this.requests || this.input !== document.activeElement) return;
      this.answered = words;
      this.open(options);
    } catch {
      if (request === this.requests) this.status.textContent = "The search did not answer. Go on typing to try again.";
    }
  }

  open(options) {
    this.options = options;
    this.active = -1;
    this.list.replaceChildren(...options.map((option, at) => this.buildItem(option, at)));
    this.list.hidden = options.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.input.removeAttribute("aria-activedescendant");
    if (options.length) this.list.scrollIntoView({ block: "nearest" });
    const use = this.takesFirst ? `Enter takes the first: ${options[0]?.label}.` : "Use the down arrow.";
    this.status.textContent = options.length ? `${options.length} found. ${use}` : "Nothing found.";
  }

  buildItem(option, at) {
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
    if (this.takesFirst && at === 0) {
      const key = Object.assign(document.createElement("kbd"), { textContent: "Enter" });
      key.setAttribute("aria-hidden", "true");
      item.append(key);
    }
    if (option.detail) item.append(Object.assign(document.createElement("span"),
      { className: "desk-option-detail", textContent: option.detail }));
    return item;
  }

  // Moves through the options. A late answer no longer replaces them.
  move(by) {
    this.requests++;
    clearTimeout(this.pause);
    const count = this.options.length;
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = this.active < 0 && by < 0 ? count - 1 : (this.active + by + count) % count;
    const item = this.list.children[this.active];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  take(at) {
    const option = this.options[at];
    this.input.value = option.label;
    this.answered = option.label;
    this.close();
    this.status.textContent = `Chosen: ${option.label}`;
    this.choose(option);
  }

  leave() {
    this.close();
    this.onLeft();
  }

  close() {
    this.requests++;
    clearTimeout(this.pause);
    this.active = -1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
