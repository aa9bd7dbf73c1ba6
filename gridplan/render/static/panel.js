/** The side panel: title, search, tabs; on a narrow screen a sheet that opens and closes. */

import { h, icon } from "./dom.js";

/**
 * @param {any} model
 * @param {{search: Node, tabs: {id: string, text: string, content: Node}[], onTab: (id: string) => void}} parts
 */
export function makePanel(model, { search, tabs, onTab }) {
  const { meta } = model;
  const content = h("div", { class: "gp-panel-content", id: "gp-panel-content" });
  const toggle = h(
    "button",
    { type: "button", class: "gp-panel-toggle", "aria-expanded": "true", "aria-controls": "gp-panel-content", on: { click: () => setOpen(!isOpen()) } },
    icon("M3 5h14M3 10h14M3 15h14"),
    h("span", { class: "gp-visually-hidden" }, model.say("panel"))
  );
  const head = h(
    "header",
    { class: "gp-panel-head" },
    h("div", {}, h("p", { class: "gp-kicker" }, model.say("title")), h("h1", {}, meta.place)),
    toggle
  );
  const badges = h(
    "p",
    { class: "gp-badges" },
    meta.is_internal ? h("span", { class: "gp-badge gp-badge-mark" }, model.say("internal")) : null,
    meta.is_estimated ? h("span", { class: "gp-badge gp-badge-estimated" }, model.say("estimated")) : null
  );
  const about = h("p", { class: "gp-about" }, model.say("about", { profile: meta.profile, n: model.count(meta.households), basis: meta.basis }));
  const pages = makeTabs(model, tabs, onTab);
  content.append(badges, about, search, pages.element);
  const panel = h("aside", { class: "gp-panel", "aria-label": model.say("panel") }, head, content);

  function isOpen() {
    return !panel.classList.contains("gp-closed");
  }

  /** @param {boolean} open */
  function setOpen(open) {
    panel.classList.toggle("gp-closed", !open);
    toggle.setAttribute("aria-expanded", String(open));
  }

  setOpen(!isNarrow());
  return { element: panel, showTab: pages.show, closeIfNarrow: () => isNarrow() && setOpen(false) };
}

/** @returns {boolean} the panel would cover the map */
export function isNarrow() {
  return window.matchMedia("(max-width: 719px)").matches;
}

function makeTabs(model, tabs, onTab) {
  const buttons = tabs.map(({ id, text }, k) =>
    h("button", { type: "button", role: "tab", id: "gp-tab-" + id, "aria-controls": "gp-page-" + id, on: { click: () => choose(k), keydown: (event) => onKey(event, k) } }, text)
  );
  const pages = tabs.map(({ id, content }) => h("div", { role: "tabpanel", id: "gp-page-" + id, "aria-labelledby": "gp-tab-" + id, tabindex: "-1" }, content));

  function select(chosen) {
    buttons.forEach((button, k) => {
      button.setAttribute("aria-selected", String(k === chosen));
      button.tabIndex = k === chosen ? 0 : -1;
      pages[k].hidden = k !== chosen;
    });
  }

  function choose(k) {
    select(k);
    onTab(tabs[k].id);
  }

  function onKey(event, k) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (k + step + tabs.length) % tabs.length;
    choose(next);
    buttons[next].focus();
  }

  select(0);
  const element = h("div", { class: "gp-tabs" }, h("div", { role: "tablist", "aria-label": model.say("panel") }, ...buttons), ...pages);
  return { element, show: (id) => select(tabs.findIndex((tab) => tab.id === id)) };
}
