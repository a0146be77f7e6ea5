// The text of the article, with a caret: words are selected with the mouse or the keyboard.
//
// The pane is editable for the browser's sake, because only there can a caret be moved by keys;
// whatever would alter it is turned away.

const ALTERS = ["beforeinput", "paste", "cut", "drop", "dragstart"];

export class Pane {
  // `captured` is a CapturedText; `add(span)` and `show(rowId)` are called for what is asked here.
  constructor(element, captured, { add, show }) {
    this.element = element;
    this.captured = captured;
    this.add = add;
    this.show = show;
    element.contentEditable = "true";
    element.spellcheck = false;
    for (const type of ALTERS) element.addEventListener(type, (event) => event.preventDefault());
    element.addEventListener("keydown", (event) => this.onKey(event));
    element.addEventListener("click", (event) => this.onClick(event));
  }

  onKey(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (this.selected()) this.addSelected();
    else this.showMark(this.markAtCaret());
  }

  onClick(event) {
    if (!this.selected()) this.showMark(event.target.closest("mark"));
  }

  showMark(mark) {
    if (mark) this.show(mark.dataset.row);
  }

  markAtCaret() {
    const node = document.getSelection().focusNode;
    const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return element && this.element.contains(element) ? element.closest("mark") : null;
  }

  // The selected part of the text, in units; null when nothing of it is selected.
  selected() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(this.element)) return null;
    const start = this.offset(range.startContainer, range.startOffset);
    const end = this.offset(range.endContainer, range.endOffset);
    return end > start ? [start, end] : null;
  }

  offset(node, offset) {
    const all = document.createRange();
    all.selectNodeContents(this.element);
    const place = all.comparePoint(node, offset);
    if (place < 0) return 0;
    if (place === 0) all.setEnd(node, offset);
    return all.toString().length;
  }

  addSelected() {
    const span = this.selected();
    document.getSelection().collapseToEnd();
    this.add(span);
  }

  // Draw the text anew. `marks`: [{row, span, whole, kind, speaker, state}], spans in units.
  draw(marks) {
    const pieces = cut(this.captured.text.length, marks).map(([start, end]) => {
      const words = document.createTextNode(this.captured.text.slice(start, end));
      const here = marks.filter((one) => one.span[0] <= start && end <= one.span[1]);
      if (here.length) return marked(here, words);
      const whole = marks.find((one) => one.whole && one.whole[0] <= start && end <= one.whole[1]);
      return whole ? around(words) : words;
    });
    this.element.replaceChildren(...pieces);
  }

  marksOf(row) {
    return [...this.element.querySelectorAll("mark")].filter((mark) => mark.dataset.all.includes(` ${row} `));
  }

  // Show where a row's words stand.
  reveal(row) {
    const marks = this.marksOf(row);
    for (const other of this.element.querySelectorAll(".desk-here")) other.classList.remove("desk-here");
    if (!marks.length) return false;
    for (const mark of marks) mark.classList.add("desk-here");
    const top = marks[0].getBoundingClientRect().top - this.element.getBoundingClientRect().top;
    this.element.scrollTop += top - this.element.clientHeight / 3;
    return true;
  }

  focusOn(row) {
    if (!this.reveal(row)) return;
    this.element.focus();
    document.getSelection().collapse(this.marksOf(row)[0].firstChild, 0);
  }
}

// The pieces of a text of `length` units in which the same marks apply throughout.
function cut(length, marks) {
  const edges = new Set([0, length]);
  for (const { span, whole } of marks) for (const edge of [...span, ...(whole ?? [])]) edges.add(edge);
  const sorted = [...edges].filter((edge) => edge >= 0 && edge <= length).sort((a, b) => a - b);
  return sorted.slice(1).map((end, at) => [sorted[at], end]);
}

// Where rows overlap the words belong to the shortest, for the others can be reached beside it.
function marked(marks, words) {
  const length = ({ span }) => span[1] - span[0];
  const mark = marks.reduce((one, other) => (length(other) < length(one) ? other : one));
  const element = document.createElement("mark");
  element.dataset.all = marks.map((one) => ` ${one.row} `).join("");
  element.dataset.row = mark.row;
  element.dataset.kind = mark.kind;
  element.dataset.state = mark.state;
  element.title = mark.speaker || "Nobody is named yet";
  element.append(words);
  return element;
}

function around(words) {
  const element = document.createElement("span");
  element.className = "desk-whole";
  element.append(words);
  return element;
}
