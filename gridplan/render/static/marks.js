/** Single marks on the overlay: text with a halo, signs of findings, dots of services. */

const WEIGHTS = { community: 700, grid: 700, microgrid: 600, place: 400, water: 400 };

/** @param {any} style @param {number} size @param {string} role */
export function fontOf(style, size, role) {
  return `${role === "water" ? "italic " : ""}${WEIGHTS[role]} ${size}px ${style.font}`;
}

/** @param {CanvasRenderingContext2D} ctx @param {any} style @param {import("./place.js").Label} label */
export function drawLabel(ctx, style, label) {
  const colors = { place: "#4C5B34", water: "#2C5F7C" };
  const step = label.size * 1.22;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  label.lines.forEach((text, k) => {
    const y = label.y + (k - (label.lines.length - 1) / 2) * step;
    ctx.font = fontOf(style, k ? label.size - 1 : label.size, k ? "place" : label.role);
    ctx.strokeStyle = "rgba(251,250,246,.92)";
    ctx.lineWidth = label.role === "community" ? 4.5 : 3.2;
    ctx.strokeText(text, label.x, y);
    ctx.fillStyle = colors[label.role] || (k || label.isAbove ? "#3B444D" : style.ink);
    ctx.fillText(text, label.x, y);
  });
}

/** The sign of a finding, as in the lists: triangle, diamond or circle with a mark inside. */
export function drawSign(ctx, style, severity, x, y, r) {
  const color = style.severity[severity];
  ctx.lineWidth = 1.8;
  ctx.lineJoin = "round";
  ctx.beginPath();
  if (severity === "error") {
    ctx.moveTo(x, y - r);
    ctx.lineTo(x + r * 1.05, y + r * 0.8);
    ctx.lineTo(x - r * 1.05, y + r * 0.8);
  } else if (severity === "warning") {
    ctx.moveTo(x, y - r);
    ctx.lineTo(x + r, y);
    ctx.lineTo(x, y + r);
    ctx.lineTo(x - r, y);
  } else ctx.arc(x, y, r * 0.85, 0, 7);
  ctx.closePath();
  ctx.strokeStyle = "#FFFFFF";
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.fillStyle = severity === "error" ? color : "#FFFFFF";
  ctx.fill();
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.6;
  ctx.stroke();
  ctx.strokeStyle = severity === "error" ? "#FFFFFF" : color;
  ctx.beginPath();
  const tip = severity === "info" ? 0.35 : -0.35;
  ctx.moveTo(x, y - r * 0.35);
  ctx.lineTo(x, y + r * 0.2);
  ctx.moveTo(x, y - tip * r * 1.3);
  ctx.lineTo(x, y - tip * r * 1.3 + 0.8);
  ctx.stroke();
}

/** A service: a white disc with the first sign of its category, or a plain dot from afar. */
export function drawService(ctx, style, letter, x, y, isNear) {
  ctx.beginPath();
  ctx.arc(x, y, isNear ? 8.5 : 3, 0, 7);
  ctx.fillStyle = isNear ? "#FFFFFF" : style.accent;
  ctx.fill();
  ctx.strokeStyle = isNear ? style.accent : "#FFFFFF";
  ctx.lineWidth = isNear ? 1.6 : 1;
  ctx.stroke();
  if (!isNear) return;
  ctx.font = `600 ${letter.length > 1 ? 8.5 : 10}px ${style.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = style.accent;
  ctx.fillText(letter, x, y + 0.5);
}

/** One Chinese sign or two Latin letters. @param {string} name */
export function letterOf(name) {
  const first = Array.from(name)[0] || "·";
  return /[\u2e80-\uffff]/.test(first) ? first : (name.slice(0, 1).toUpperCase() + name.slice(1, 2).toLowerCase());
}
