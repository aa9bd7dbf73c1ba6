/** Sentences and numbers as the language of the page writes them. */

/**
 * @typedef {object} Speech
 * @property {(key: string, values?: Object<string, any>) => string} say
 * @property {(value: number) => string} count
 * @property {(value: number|null) => string} share
 * @property {(value: number|null) => string} minutes
 * @property {(value: number) => string} metres
 * @property {(value: number) => string} tenth a number with one decimal, to stand in a column
 * @property {(value: number) => string} area
 * @property {(low: number, high: number|null) => string} band
 */

/**
 * @param {Object<string, string>} text sentences by key
 * @param {string} language
 * @returns {Speech}
 */
export function makeSpeech(text, language) {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const column = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const hundredth = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

  /** @type {Speech["say"]} */
  const say = (key, values = {}) => {
    if (!(key in text)) throw new Error("no sentence " + key);
    return text[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  };
  return {
    say,
    count: (value) => whole.format(value),
    tenth: (value) => column.format(value),
    share: (value) => (value === null ? say("no_data") : percent.format(value)),
    minutes: (value) => (value === null ? say("dash") : say("minutes", { n: tenth.format(value) })),
    metres: (value) => say("metres", { n: whole.format(value) }),
    area: (value) =>
      value >= 1e6
        ? say("area_km2", { n: hundredth.format(value / 1e6) })
        : value >= 1e4
          ? say("area_ha", { n: tenth.format(value / 1e4) })
          : say("area_m2", { n: whole.format(value) }),
    band: (low, high) =>
      high === null
        ? low > 0
          ? say("band_from", { low: whole.format(low) })
          : say("band_none")
        : low > 0
          ? say("band_between", { low: whole.format(low), high: whole.format(high) })
          : say("band_to", { high: whole.format(high) }),
  };
}
