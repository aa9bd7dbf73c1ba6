/** A table of any length: only the rows in sight exist. Worked by mouse and by keyboard. */

import { fill, h } from "../map/dom.js";

/**
 * @typedef {object} Column
 * @property {string} name
 * @property {string} text head of the column
 * @property {string} width of a CSS grid track
 * @property {boolean} [isNumber]
 * @property {(row: number) => any} cell text or node
 * @property {(row: number) => string|number|null} [order] what the column is sorted by
 */

/**
 * @typedef {object} Deeds
 * @property {(row: number) => void} open Enter or a double click
 * @property {(rows: Set<number>) => void} choose what is chosen changed
 * @property {(row: number) => string} [kind] class of a row
 */

const ROW_PX = 32;
const SPARE = 6;
let serial = 0;

/** @param {string} label @param {Column[]} columns @param {string} emptyText @param {Deeds} deeds */
export function makeGrid(label, columns, emptyText, deeds) {
  const id = "rv-grid-" + ++serial;
  const tracks = columns.map(({ width }) => width).join(" ");
  const heads = columns.map((column) => makeHead(column, () => sortBy(column)));
  const head = h("div", { role: "row", class: "rv-grid-head", style: { "grid-template-columns": tracks } }, ...heads);
  const body = h("div", { role: "rowgroup", class: "rv-grid-body" });
  const none = h("p", { class: "gp-empty", hidden: true }, emptyText);
  const scroll = h("div", { class: "rv-grid-scroll", role: "grid", tabindex: "0", "aria-label": label, "aria-multiselectable": "true", id }, h("div", { role: "rowgroup" }, head), body);
  const element = h("div", { class: "rv-grid" }, scroll, none);
  /** @type {number[]} */
  let rows = [];
  /** @type {Set<number>} */
  let chosen = new Set();
  /** @type {{column: Column|null, sign: number}} */
  let sorted = { column: null, sign: 1 };
  /** @type {Map<number, string|number|null>} what each row is sorted by */
  let keys = new Map();
  let active = -1;
  let anchor = -1;
  let frame = 0;

  function draw() {
    frame = 0;
    const first = Math.max(0, Math.floor(scroll.scrollTop / ROW_PX) - SPARE);
    const last = Math.min(rows.length, Math.ceil((scroll.scrollTop + (scroll.clientHeight || 480)) / ROW_PX) + SPARE);
    body.style.height = rows.length * ROW_PX + "px";
    fill(body, ...rows.slice(first, last).map((row, k) => makeRow(row, first + k)));
    scroll.setAttribute("aria-rowcount", String(rows.length + 1));
    if (active >= first && active < last) scroll.setAttribute("aria-activedescendant", `${id}-${active}`);
    else scroll.removeAttribute("aria-activedescendant");
  }

  const ask = () => (frame = frame || requestAnimationFrame(draw));

  function makeRow(row, at) {
    const cells = columns.map((column) => h("div", { role: "gridcell", class: column.isNumber ? "rv-number" : null }, column.cell(row)));
    const names = ["rv-row", at === active ? "rv-active" : "", deeds.kind ? deeds.kind(row) : ""].filter(Boolean);
    return h(
      "div",
      {
        role: "row",
        id: `${id}-${at}`,
        class: names.join(" "),
        "aria-rowindex": at + 2,
        "aria-selected": String(chosen.has(row)),
        style: { transform: `translateY(${at * ROW_PX}px)`, "grid-template-columns": tracks },
        on: { click: (event) => point(at, event), dblclick: () => deeds.open(row) },
      },
      ...cells
    );
  }

  function point(at, { shiftKey, ctrlKey, metaKey }) {
    active = at;
    if (shiftKey && anchor >= 0) chooseRange(anchor, at);
    else if (ctrlKey || metaKey) toggle(rows[at]);
    else chosen = new Set([rows[at]]);
    if (!shiftKey) anchor = at;
    tell();
  }

  function chooseRange(a, b) {
    chosen = new Set(rows.slice(Math.min(a, b), Math.max(a, b) + 1));
  }

  function toggle(row) {
    chosen = new Set(chosen);
    if (!chosen.delete(row)) chosen.add(row);
  }

  function tell() {
    deeds.choose(chosen);
    ask();
  }

  function onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -rows.length, End: rows.length }[event.key];
    if (step && rows.length) {
      active = Math.max(0, Math.min(rows.length - 1, active + step));
      if (event.shiftKey) chooseRange(anchor < 0 ? active : anchor, active);
      else anchor = active;
      reveal(active);
      if (event.shiftKey) tell();
    } else if (event.key === " " && active >= 0) (toggle(rows[active]), tell());
    else if (event.key === "Enter" && active >= 0) deeds.open(rows[active]);
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) ((chosen = new Set(rows)), tell());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function reveal(at) {
    const top = at * ROW_PX;
    const room = scroll.clientHeight - ROW_PX - 2;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    else if (top + ROW_PX > scroll.scrollTop + room) scroll.scrollTop = top + ROW_PX - room;
    ask();
  }

  function sortBy(column) {
    if (!column.order) return;
    sorted = { column, sign: sorted.column === column ? -sorted.sign : 1 };
    columns.forEach((one, k) => heads[k].setAttribute("aria-sort", one === column ? (sorted.sign > 0 ? "ascending" : "descending") : "none"));
    arrange();
    ask();
  }

  function arrange() {
    const { column } = sorted;
    if (!column || !column.order) return;
    keys = new Map(rows.map((row) => [row, column.order(row)]));
    rows.sort(inOrder);
  }

  /** Order of two rows; those that are sorted by no column ascend. */
  const inOrder = (a, b) => sorted.sign * compare(keys.get(a), keys.get(b)) || a - b;

  /** Where a row is, or would be. */
  function placeOf(row) {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (inOrder(rows[middle], row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function takeOut(row) {
    const at = placeOf(row);
    if (rows[at] === row) rows.splice(at, 1);
  }

  function putIn(row) {
    if (sorted.column?.order) keys.set(row, sorted.column.order(row));
    rows.splice(placeOf(row), 0, row);
  }

  scroll.addEventListener("scroll", ask);
  scroll.addEventListener("keydown", onKey);
  new ResizeObserver(ask).observe(scroll);
  return {
    element,
    /** @param {number[]} next */
    setRows(next) {
      rows = next.slice();
      arrange();
      active = Math.min(active, rows.length - 1);
      none.hidden = rows.length > 0;
      ask();
    },
    /** Rows that changed leave, come or move; no other one is looked at. @param {Iterable<number>} changed @param {(row: number) => boolean} isIn */
    follow(changed, isIn) {
      const held = [active, anchor].map((at) => rows[at]);
      for (const row of changed) takeOut(row);
      for (const row of changed) if (isIn(row)) putIn(row);
      [active, anchor] = held.map((row) => (row === undefined || rows[placeOf(row)] !== row ? -1 : placeOf(row)));
      none.hidden = rows.length > 0;
      ask();
    },
    /** Marks rows as chosen; with *at* that one comes into sight. @param {Iterable<number>} next @param {number} [at] */
    setChosen(next, at) {
      chosen = new Set(next);
      const where = at === undefined ? -1 : rows.indexOf(at);
      if (where >= 0) ((active = anchor = where), reveal(where));
      ask();
    },
    redraw: ask,
    chosen: () => chosen,
  };
}

function makeHead(column, sort) {
  const sortable = Boolean(column.order);
  const inside = sortable ? h("button", { type: "button", class: "rv-sort", tabindex: "-1", on: { click: sort } }, column.text) : column.text;
  return h("div", { role: "columnheader", class: column.isNumber ? "rv-number" : null, "aria-sort": sortable ? "none" : null }, inside);
}

function compare(a, b) {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return typeof a === "string" ? a.localeCompare(String(b), "zh-CN", { numeric: true }) : a < b ? -1 : 1;
}
