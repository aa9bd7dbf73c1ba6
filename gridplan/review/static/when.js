/** Times as the language of the page writes them. */

/** @param {any} app @param {string} iso */
export function timeText(app, iso) {
  const locale = app.model.language === "zh" ? "zh-CN" : "en-GB";
  const when = new Date(iso);
  if (Number.isNaN(when.getTime())) return iso;
  return new Intl.DateTimeFormat(locale, { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(when);
}
