// The text of the article, in which words are selected with the mouse or the keyboard.
//
// The pane is editable only because browsers move a caret by keys nowhere else; every event that
// would change its text is cancelled.

const EDITING_EVENTS = ["beforeinput", "paste", "cut", "drop", "dragstart"];

export class TextPane {
  // `captured` is a CapturedText. `add(span)` is called to add a row, `show(rowId)` to open one, `use()` to take what is
  // selected as the words of the open row.
  constructor(element, captured, { add, show, use }) {
    this.element = element;
    this.captured = captured;
    this.add = add;
    this.show = show;
    this.use = use;
    element.contentEditable = "true";
    element.spellcheck = false;
    for (const type of EDITING_EVENTS) element.addEventListener(type, (event) => event.preventDefault());
    element.addEventListener("keydown", (event) => this.onKey(event));
    element.addEventListener("click", (event) => this.onClick(event));
  }

  onKey(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (this.selected() && (event.ctrlKey || event.metaKey)) this.use();
    else if (this.selected()) this.addSelected();
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

  // Returns the selected part of the text, in units; null when none of it is selected.
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
    const range = document.createRange();
    range.selectNodeContents(this.element);
    const comparison = range.comparePoint(node, offset);
    if (comparison < 0) return 0;
    if (comparison === 0) range.setEnd(node, offset);
    return range.toString().length;
  }

  addSelected() {
    const span = this.selected();
    document.getSelection().collapseToEnd();
    this.add(span);
  }

  // Draws the text with marks [{row, span, whole, kind, speaker, state}], spans in units.
  draw(marks) {
    const pieces = splitAtMarks(this.captured.text.length, marks).map(([start, end]) => {
      const words = document.createTextNode(this.captured.text.slice(start, end));
      const covering = marks.filter(({ span }) => span[0] <= start && end <= span[1]);
      if (covering.length) return buildMark(covering, words);
      const isInPassage = marks.some(({ whole }) => whole && whole[0] <= start && end <= whole[1]);
      return isInPassage ? buildPassage(words) : words;
    });
    this.element.replaceChildren(...pieces);
  }

  marksOf(row) {
    return [...this.element.querySelectorAll("mark")].filter((mark) => mark.dataset.all.includes(` ${row} `));
  }

  // Scrolls to where a row's words stand; returns whether they stand in the text.
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

// Splits a text of `length` units into pieces that each have the same marks throughout.
function splitAtMarks(length, marks) {
  const edges = new Set([0, length]);
  for (const { span, whole } of marks) for (const edge of [...span, ...(whole ?? [])]) edges.add(edge);
  const sorted = [...edges].filter((edge) => edge >= 0 && edge <= length).sort((a, b) => a - b);
  return sorted.slice(1).map((end, at) => [sorted[at], end]);
}

// Where rows overlap the words belong to the shortest: the others have more words to click on.
function buildMark(marks, words) {
  const length = ({ span }) => span[1] - span[0];
  const mark = marks.reduce((shortest, other) => (length(other) < length(shortest) ? other : shortest));
  const element = document.createElement("mark");
  element.dataset.all = marks.map(({ row }) => ` ${row} `).join("");
  element.dataset.row = mark.row;
  element.dataset.kind = mark.kind;
  element.dataset.state = mark.state;
  element.title = mark.speaker || "Nobody is named yet";
  element.append(words);
  return element;
}

function buildPassage(words) {
  const element = document.createElement("span");
  element.className = "desk-whole";
  element.append(words);
  return element;
}
