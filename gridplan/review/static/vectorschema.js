/**
 * What the layers of a vector base map mean: those of the Protomaps basemap and of OpenMapTiles,
 * whose names do not contradict each other.
 */

import { AREA, LINE, POINT } from "./mvt.js";

const WORDS = {
  green: "park wood forest grass grassland garden meadow scrub orchard wetland cemetery golf_course pitch playground village_green recreation_ground allotments nature_reserve national_park protected_area zoo dog_park",
  field: "farmland farmyard vineyard",
  special: "school university college kindergarten hospital military stadium library",
  built: "residential commercial industrial retail railway urban_area suburb quarter neighbourhood",
  arterial: "motorway trunk highway",
  main: "primary secondary major_road",
  street: "tertiary medium_road",
  lane: "minor minor_road service residential unclassified busway raceway pier aeroway runway taxiway",
  path: "path track other footway pedestrian",
  railway: "rail transit",
};
const tableOf = (...roles) => new Map(roles.flatMap((role) => WORDS[role].split(" ").map((word) => /** @type {[string, string]} */ ([word, role]))));
const LAND = tableOf("green", "field", "special", "built");
const ROADS = tableOf("arterial", "main", "street", "lane", "path", "railway");

const wordOf = (tags) => tags.get("kind") ?? tags.get("pmap:kind") ?? tags.get("class");
const detailOf = (tags) => tags.get("kind_detail") ?? tags.get("pmap:kind_detail") ?? tags.get("subclass");

const land = ({ kind, tags }) => (kind === AREA && (LAND.get(wordOf(tags)) || LAND.get(detailOf(tags)))) || null;
const water = ({ kind }) => ({ [AREA]: "water", [LINE]: "stream" })[kind] || null;
const building = ({ kind }) => (kind === AREA ? "building" : null);
const boundary = ({ kind, tags }) => (kind === LINE && !tags.get("maritime") ? "boundary" : null);
const nothing = () => null;

function road({ kind, tags }) {
  if (kind !== LINE) return null;
  const role = ROADS.get(wordOf(tags)) || null;
  const isTunnel = tags.get("brunnel") === "tunnel" || Boolean(tags.get("is_tunnel"));
  if (role === "railway" && isTunnel) return null; // an underground line is nothing one meets
  return wordOf(tags) === "major_road" ? ROADS.get(detailOf(tags)) || role : role;
}

const LAYERS = {
  water, waterway: water,
  landuse: land, landcover: land, globallandcover: land, natural: land, park: ({ kind }) => (kind === AREA ? "green" : null),
  building, buildings: building,
  boundary, boundaries: boundary,
  roads: road, transportation: road, aeroway: road, transit: road,
  // known, but the ground of a plan does not need them, or they only carry names
  earth: nothing, places: nothing, place: nothing, pois: nothing, poi: nothing, housenumber: nothing, water_name: nothing, transportation_name: nothing,
  aerodrome_label: nothing, mountain_peak: nothing, physical_point: nothing, physical_line: nothing,
};

/** How a feature is drawn; null for not at all. @param {string} layer @param {import("./mvt.js").Feature} feature @returns {string|null} */
export function roleOf(layer, feature) {
  if (Object.hasOwn(LAYERS, layer)) return LAYERS[layer](feature);
  return feature.kind === POINT ? null : "unknown";
}

/** The most important place first; `until` is the zoom beyond which it no longer says where one is. */
const PLACES = [
  { words: ["country"], size: 15, until: 8 },
  { words: ["state", "province", "region"], size: 14, until: 10 },
  { words: ["city"], size: 15, until: 15 },
  { words: ["town"], size: 14, until: 16.5 },
  { words: ["village", "locality", "hamlet"], size: 13, until: 24 },
  { words: ["suburb", "quarter", "macrohood", "borough"], size: 13, until: 24 },
  { words: ["neighbourhood", "isolated_dwelling"], size: 12, until: 24 },
];
/** From which zoom the names of roads are of use. */
const ROADS_FROM = { arterial: 12, main: 13, street: 14.5, lane: 15.5, path: 17 };

/** How the name of a feature is shown: a rank, the smaller the sooner, and the zooms; null for not at all. @param {string} layer @param {import("./mvt.js").Feature} feature */
export function nameStyleOf(layer, feature) {
  const { kind, tags } = feature;
  if (layer === "places" || layer === "place") return kind === POINT ? placeStyle(tags) : null;
  if (layer === "water" || layer === "waterway" || layer === "water_name") return kind === AREA ? null : { role: "water", rank: 8, size: 12, from: 12, until: 24 };
  if (layer !== "roads" && layer !== "transportation_name") return null;
  const role = road(feature);
  const rank = Object.keys(ROADS_FROM).indexOf(role || "");
  return rank < 0 ? null : { role: "road", rank: 10 + rank, size: 11, from: ROADS_FROM[/** @type {string} */ (role)], until: 24 };
}

function placeStyle(tags) {
  const isOf = ({ words }) => words.includes(detailOf(tags));
  const known = PLACES.findIndex(isOf);
  const rank = known < 0 ? PLACES.findIndex(({ words }) => words.includes(wordOf(tags))) : known;
  return rank < 0 ? null : { role: "place", rank, size: PLACES[rank].size, from: 0, until: PLACES[rank].until };
}

const NAMES = { zh: ["name:zh", "name:zh-Hans", "name"], en: ["name:en", "name_en", "name"] };

/** What a feature is called in a language. @param {Map<string, any>} tags @param {string} language @returns {string} */
export function nameOf(tags, language) {
  const key = NAMES[language].find((one) => tags.get(one));
  return key ? String(tags.get(key)) : "";
}
