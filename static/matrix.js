/* The tables of a comparison work without this. With it, the arrow keys move from cell to cell, Escape closes
   what is open, and a press beside an open cell closes it. Tab goes where it always goes. */
"use strict";

{
  const table = document.querySelector("table.story");

  const stop = cell => cell && cell.querySelector("summary, a");

  const next = (cell, down, right) => {
    const rows = [...table.rows].filter(row => row.offsetParent !== null && stop(row.cells[0]));
    let row = rows.indexOf(cell.parentElement);
    let column = cell.cellIndex;
    for (;;) {
      row += down;
      column += right;
      const beside = rows[row] && rows[row].cells[column];
      if (!beside) return null;
      if (stop(beside)) return stop(beside);
    }
  };

  const close = except => {
    for (const open of table.querySelectorAll("details[open]")) {
      if (open !== except) open.open = false;
    }
  };

  const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

  if (table) {
    table.addEventListener("keydown", event => {
      const cell = event.target.closest("th, td");
      if (event.key === "Escape") {
        const open = event.target.closest("details[open]");
        close();
        if (open) open.querySelector("summary").focus();
      } else if (event.key in steps && cell && !event.altKey && !event.ctrlKey && !event.metaKey) {
        if (event.target !== stop(cell)) return;
        const [down, right] = steps[event.key];
        const rightwards = document.dir === "rtl" ? -right : right;
        const found = next(cell, down, rightwards);
        if (!found) return;
        event.preventDefault();
        found.focus();
        found.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
    });
    table.addEventListener("toggle", event => {
      if (event.target.open) close(event.target);
    }, true);
    document.addEventListener("click", event => {
      if (!event.target.closest("table.story details")) close();
    });
  }
}
