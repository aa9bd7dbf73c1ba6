/** The panel at the right: one page at a time, each made when it is first asked for. */

import { h } from "../map/dom.js";

/**
 * @param {string} label
 * @param {{id: string, text: string, make: () => {element: HTMLElement, show?: () => void, leave?: () => void}}[]} tabs
 * @param {(id: string) => void} onShow
 */
export function makeTabs(label, tabs, onShow) {
  const pages = tabs.map(({ id }) => h("div", { role: "tabpanel", id: "rv-page-" + id, class: "rv-page", "aria-labelledby": "rv-tab-" + id, hidden: true }));
  /** @type {any[]} */
  const made = [];
  const buttons = tabs.map(({ id, text }, k) =>
    h("button", { type: "button", role: "tab", id: "rv-tab-" + id, "aria-controls": "rv-page-" + id, "aria-selected": "false", tabindex: "-1", on: { click: () => show(id), keydown: (event) => onKey(event, k) } }, h("span", {}, text))
  );
  let current = "";
  const placeOf = (id) => tabs.findIndex((tab) => tab.id === id);

  /** @param {string} id */
  function show(id) {
    const chosen = placeOf(id);
    const left = id === current ? undefined : made[placeOf(current)];
    if (left?.leave) left.leave();
    if (!made[chosen]) {
      made[chosen] = tabs[chosen].make();
      pages[chosen].append(made[chosen].element);
    }
    current = id;
    buttons.forEach((button, k) => {
      button.setAttribute("aria-selected", String(k === chosen));
      button.tabIndex = k === chosen ? 0 : -1;
      pages[k].hidden = k !== chosen;
    });
    onShow(id);
    if (made[chosen].show) made[chosen].show();
  }

  function onKey(event, k) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 4, ArrowUp: -4 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (k + step + tabs.length) % tabs.length;
    show(tabs[next].id);
    buttons[next].focus();
  }

  return {
    element: h("aside", { class: "rv-panel", "aria-label": label }, h("div", { class: "rv-tabs", role: "tablist", "aria-label": label }, ...buttons), h("div", { class: "rv-pages" }, ...pages)),
    show,
    current: () => current,
    /** A figure beside the name of a tab. @param {string} id @param {string} text */
    mark(id, text) {
      const button = buttons[placeOf(id)];
      const old = button.querySelector(".rv-count");
      if (old) old.remove();
      if (text) button.append(" ", h("span", { class: "rv-count" }, text));
    },
  };
}
