/** The sheet of one zone or one building: its figures, the rules, the walks, comments, the verdict. */

import { fill, h, severitySign } from "../map/dom.js";
import { unitFacts, unitTitle } from "../map/facts.js";
import { makeNearest } from "../map/nearest.js";
import { shareOfZone } from "./covered.js";
import { makeThread } from "./thread.js";
import { bandSign, unitLabel, zoneName } from "./names.js";
import { piecesSign } from "./livecard.js";
import { figuresNow } from "./vitals.js";
import { button, empty, facts } from "./widgets.js";

/** @param {any} app */
export function makeSheetPage(app) {
  const { model, state, say } = app;
  const nearest = makeNearest(model, { ...state, set: (patch) => state.set(patch) }, app.showRoute);
  const body = h("div");
  const thread = makeThread(app);
  const element = h("div", { class: "rv-scroll" }, body, thread.element);

  function draw() {
    const { selected } = state.get();
    thread.show(selected?.kind === "zone" ? { level: selected.level, zone: selected.index } : null);
    if (!selected) return fill(body, empty(say("sheet_none")));
    return selected.kind === "unit" ? drawUnit(selected.index) : drawZone(selected);
  }

  function drawUnit(unit) {
    nearest.show(unit);
    const path = model.levels.map(({ zoneOf }, k) => ({ k, zone: zoneOf[unit] })).filter(({ zone }) => zone >= 0);
    fill(
      body,
      h("p", { class: "gp-card-kind" }, say(["kind_building", "kind_stairwell", "kind_land"][model.units.kind[unit]])),
      h("h2", { class: "gp-card-title" }, unitTitle(model, unit)),
      h("nav", { class: "gp-path", "aria-label": say("belongs_to") }, ...path.map(({ k, zone }) => zoneLink(k, zone))),
      facts([...unitFacts(model, unit).map(({ label, value }) => /** @type {[string, any]} */ ([label, value])), [say("fact_id"), model.units.id(unit)]]),
      h(
        "div",
        { class: "rv-acts" },
        button({ icon: "lock", name: say(app.isUnitLocked(unit) ? "unlock_unit" : "lock_unit"), on: () => app.lockUnits([unit]) }),
        button({ icon: "comment", name: say("add_comment"), key: "T", on: () => app.commentHere() })
      ),
      links(unit),
      model.units.kind[unit] === 2 ? null : nearest.element
    );
  }

  function links(unit) {
    const own = app.linksOf(unit);
    if (!own.length) return null;
    return h("ul", { class: "rv-links" }, ...own.map(({ id, kind, units }) => h("li", {}, say("link_" + kind, { units: units.filter((one) => one !== unit).map((one) => unitLabel(app, one)).join(say("list_comma")) }), " ", h("button", { type: "button", class: "gp-link", on: { click: () => app.unlink(id) } }, say("unlink")))));
  }

  function zoneLink(level, zone) {
    return h("button", { type: "button", class: "gp-link", on: { click: () => app.goTo({ kind: "zone", level, index: zone }) } }, zoneName(app, level, zone));
  }

  function drawZone({ level, index }) {
    const { zones, level: levelName } = model.levels[level];
    const figures = figuresNow(model, level, index, state.get());
    const parent = zones.parent[index];
    fill(
      body,
      h("p", { class: "gp-card-kind" }, say("level_" + levelName), app.isLocked(level, index) ? [" · ", say("locked")].join("") : null),
      h("h2", { class: "gp-card-title" }, zones.name[index]),
      parent >= 0 ? h("nav", { class: "gp-path", "aria-label": say("belongs_to") }, zoneLink(level - 1, parent)) : null,
      verdict(level, index),
      facts([
        [say("fact_households"), model.count(figures.households)],
        [say("fact_band"), zones.is_special[index] ? say("dash") : model.band(zones.min[index], zones.max[index])],
        [say("fact_state"), bandSign(app, figures.band)],
        [say("live_pieces"), piecesSign(app, figures.pieces)],
        [say("fact_units"), model.count(zones.n_units[index])],
        [say("compounds_split"), figures.split.length ? figures.split.map((one) => model.units.compounds[one - 1]).join(say("list_comma")) : say("none_found")],
        [say("fact_area"), model.area(zones.area_m2[index])],
        [say("fact_code"), zones.code[index]],
      ]),
      zoneActs(level, index),
      h("h3", {}, say("sheet_rules")),
      rules(level, index),
      ...covered(level, index),
      level > 0 ? why(level, index) : null,
      h("h3", {}, say("tab_comments"))
    );
  }

  /** Why the border runs here; the server works it out when somebody wants to know. */
  function why(level, index) {
    const list = h("ul", { class: "rv-why" });
    const tell = (sentences, kind = "") => fill(list, ...sentences.map((sentence) => h("li", { class: kind }, sentence)));
    let isAsked = false;
    const onToggle = () => {
      if (isAsked) return;
      isAsked = true;
      tell([say("working")], "gp-quiet");
      app.session.why(level, index).then(({ text }) => tell(text.length ? text : [say("zone_fine")]), (error) => tell([error.message], "gp-quiet"));
    };
    return h("details", { class: "rv-details", on: { toggle: onToggle } }, h("summary", {}, say("sheet_border")), list);
  }

  function verdict(level, index) {
    const { state: is, reason, by } = app.approvalOf(level, index);
    const text = is === "approved" ? say("verdict_approved", { by }) : is === "returned" ? say("verdict_returned", { by, reason }) : say("verdict_open");
    return h(
      "div",
      { class: "rv-verdict rv-verdict-" + is },
      h("p", {}, text),
      h(
        "div",
        { class: "rv-row-of" },
        button({ ...(is === "approved" ? { icon: "undo", name: say("reopen") } : { icon: "check", name: say("approve"), kind: "rv-primary" }), key: "A", on: () => app.approveOrReopen(index), attributes: { "data-act": "approve" } }),
        button({ name: say("send_back"), on: () => app.returnZone(index), attributes: { "data-act": "return" } })
      )
    );
  }

  function zoneActs(level, index) {
    if (level !== state.get().level) return null;
    return h(
      "div",
      { class: "rv-acts" },
      button({ icon: "brush", name: say("paint_this"), key: "X", on: () => (app.setTarget(index), app.setTool("brush")) }),
      button({ icon: "lock", name: say(app.isLocked(level, index) ? "unlock" : "act_lock"), key: "K", on: () => app.lockZones([index]) }),
      button({ icon: "split", name: say("act_split"), key: "S", on: () => app.splitZone(index) }),
      button({ icon: "merge", name: say("act_merge"), key: "J", on: () => app.mergeWith(index) }),
      button({ icon: "pen", name: say("act_rename"), key: "E", on: () => app.renameZone(index) }),
      button({ icon: "star", name: say(model.levels[level].zones.is_special[index] ? "make_ordinary" : "make_special"), on: () => app.setSpecial(index), attributes: { "data-act": "special" } }),
      button({ icon: "print", name: say("print_sheet"), on: () => app.printSheet(level, index) })
    );
  }

  function rules(level, index) {
    const found = model.levels[level].findings.get(index) || [];
    if (!found.length) return h("p", { class: "gp-fine" }, say("zone_fine"));
    return h(
      "ul",
      { class: "gp-card-findings" },
      ...found.map((finding) =>
        h(
          "li",
          { class: "gp-" + finding.severity },
          h("span", { class: "gp-finding-line" }, severitySign(finding.severity), say("severity_" + finding.severity)),
          h("p", {}, finding.text),
          finding.clause ? h("p", { class: "gp-quiet" }, say("clause", { rule: finding.rule, clause: finding.clause })) : null
        )
      )
    );
  }

  function covered(level, index) {
    const rows = shareOfZone(model, level, index, state.get());
    if (!rows.length) return [];
    const bar = (share) => h("span", { class: "gp-bar", "aria-hidden": "true" }, h("span", { style: { width: `${share * 100}%` } }));
    return [
      h("h3", {}, say("sheet_covered", { minutes: state.get().minutes })),
      h("table", { class: "gp-table" }, h("tbody", {}, ...rows.map(({ name, share }) => h("tr", {}, h("th", { scope: "row" }, name, bar(share)), h("td", {}, model.share(share)))))),
    ];
  }

  state.listen((now, before) => {
    if (!element.isConnected) return;
    if (["selected", "rev", "found", "minutes", "speed"].some((name) => now[name] !== before[name])) draw();
    else if (now.notes !== before.notes) thread.draw();
  });
  return { element, show: draw };
}
