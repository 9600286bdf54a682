/* The pages on the desk: spreads, zoom, pictures, overlays, marks and the line under the pointer. */

import { TILE, linesOf, needsTiles, pageAddress, plateAddress, resolution, tileAddress, wholeResolution } from "./server.js";

const SVG = "http://www.w3.org/2000/svg";
const PX_PER_MM = 96 / 25.4;
const GAP = 12;
const ZOOMS = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4, 6, 8];

/** Create an element with attributes and children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key in element && key !== "role" && !key.startsWith("aria")) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** Load a picture before it is shown, so that the page never flashes. */
async function loaded(address, alt) {
  const image = make("img", { alt, fetchPriority: "high", src: address, draggable: false });
  await image.decode();
  return image;
}

/** Return the pages (from 0) of each spread: the first page by itself, then pairs; one page each in a narrow window. */
export function spreads(count, narrow) {
  if (narrow) return Array.from({ length: count }, (_, page) => [page]);
  const found = count ? [[0]] : [];
  for (let page = 1; page < count; page += 2) found.push(page + 1 < count ? [page, page + 1] : [page]);
  return found;
}

/** One page on the desk. */
class PageView {
  digest = "";
  lines = null;
  #ppi = 0;
  #ink = "";
  #wanted = "";

  constructor(number, page, desk) {
    this.number = number;
    this.desk = desk;
    this.picture = make("div", { className: "picture" });
    this.tiles = make("div", { className: "tiles" });
    this.svg = drawn("svg", { class: "overlay", "aria-hidden": "true" });
    this.marks = make("div", { className: "marks" });
    this.cursor = make("div", { className: "cursor", hidden: true });
    this.chosen = make("div", { className: "chosen", hidden: true });
    this.sheet = make("div", { className: "sheet" }, this.picture, this.tiles, this.svg, this.cursor, this.chosen, this.marks);
    this.badge = make("span", { className: "badge", hidden: true }, "Draft");
    this.element = make("figure", { className: "page", role: "group" }, this.sheet, this.badge);
    this.element.dataset.page = number + 1;
    this.update(page);
  }

  get alt() {
    const plate = this.desk.ink ? `, ${this.desk.ink.toLowerCase()} plate` : "";
    return `Page ${this.page.label}${plate}${this.page.text ? `: ${this.page.text}` : ""}`;
  }

  update(page) {
    this.page = page;
    const [top, right, bottom, left] = page.bleed;
    const numbers = { w: page.size[0], h: page.size[1], bt: top, br: right, bb: bottom, bl: left };
    for (const [name, value] of Object.entries(numbers)) this.element.style.setProperty(`--${name}`, value);
    this.element.setAttribute("aria-label", `Page ${page.label}`);
    this.element.classList.toggle("draft", page.draft);
    this.badge.hidden = !page.draft;
    this.lines = null;
    this.drawOverlay();
    this.load();
  }

  /** Load the picture at the resolution that the zoom needs, or the plate; return when it is shown. A draft has none. */
  async load() {
    const ppi = wholeResolution(this.desk.ppi);
    const ink = this.page.draft ? "" : this.desk.ink;
    const wanted = ink ? plateAddress(this.desk.edition, this.page.digest, ink) : pageAddress(this.page.digest, ppi);
    const sharper = this.page.digest !== this.digest || ink !== this.#ink || (ppi > this.#ppi && !ink);
    if (wanted === this.#wanted || !sharper) return;
    this.#wanted = wanted;
    const { digest } = this.page;
    try {
      const image = await loaded(wanted, this.alt);
      if (this.#wanted !== wanted) return;
      this.digest = digest;
      this.#ppi = ppi;
      this.#ink = ink;
      this.picture.replaceChildren(image);
      this.element.dataset.digest = digest;
      this.loadTiles();
    } catch {
      if (this.#wanted === wanted) this.#wanted = "";
    }
  }

  /** Load sharper tiles for the visible part, at zooms above the resolution of whole pages. */
  loadTiles() {
    const { ppi: wantedPpi, stage } = this.desk;
    const kept = new Map();
    if (needsTiles(wantedPpi) && this.digest && !this.#ink) {
      const ppi = resolution(wantedPpi);
      const side = (TILE * this.desk.mm * 25.4) / ppi;
      const view = stage.getBoundingClientRect();
      const box = this.picture.getBoundingClientRect();
      const range = (from, to, length) => {
        const first = Math.max(0, Math.floor(from / side));
        const last = Math.min(Math.ceil(length / side) - 1, Math.floor(to / side));
        return Array.from({ length: Math.max(0, last - first + 1) }, (_, number) => first + number);
      };
      for (const row of range(view.top - box.top, view.bottom - box.top, box.height)) {
        for (const column of range(view.left - box.left, view.right - box.left, box.width)) {
          kept.set(tileAddress(this.digest, ppi, column, row), [column, row, side]);
        }
      }
    }
    for (const tile of [...this.tiles.children]) {
      if (!kept.has(tile.dataset.address)) tile.remove();
      else kept.delete(tile.dataset.address);
    }
    for (const [address, [column, row, side]] of kept) {
      const tile = make("img", { alt: "", src: address, draggable: false });
      tile.dataset.address = address;
      const scale = side / TILE;
      tile.onload = () => {
        tile.style.width = `${tile.naturalWidth * scale}px`;
        tile.style.height = `${tile.naturalHeight * scale}px`;
      };
      tile.style.left = `${column * side}px`;
      tile.style.top = `${row * side}px`;
      this.tiles.append(tile);
    }
  }

  drawOverlay() {
    const { page, desk } = this;
    const [width, height] = page.size;
    const [top, right, bottom, left] = page.bleed;
    this.svg.setAttribute("viewBox", `${-left} ${-top} ${width + left + right} ${height + top + bottom}`);
    const parts = [];
    const rectangle = (name, x, y, w, h) => parts.push(drawn("rect", { class: name, x, y, width: w, height: h }));
    if (desk.overlays.has("columns")) {
      if (page.type_area) rectangle("type-area", ...page.type_area);
      for (const column of page.columns) rectangle("column", ...column);
    }
    if (desk.overlays.has("grid") && page.grid) {
      const [first, step] = page.grid;
      const [x, y, w, h] = page.type_area ?? [0, 0, width, height];
      for (let at = first; at < y + h + step / 2; at += step) {
        if (at >= y) parts.push(drawn("line", { class: "baseline", x1: x, x2: x + w, y1: at, y2: at }));
      }
    }
    if (desk.overlays.has("safe") && desk.safe) {
      rectangle("safe", desk.safe, desk.safe, width - 2 * desk.safe, height - 2 * desk.safe);
    }
    if (desk.overlays.has("trim")) rectangle("trim", 0, 0, width, height);
    this.svg.replaceChildren(...parts);
  }

  drawMarks(findings) {
    const marks = findings.map((finding) => {
      const mark = make("button", {
        type: "button",
        className: `mark ${finding.severity}${finding.box ? "" : " whole"}`,
        "aria-label": `Finding ${finding.number}: ${finding.message}`,
        title: finding.message,
      }, make("span", {}, String(finding.number)));
      mark.dataset.number = finding.number;
      place(mark, within(finding.box ?? [0, 0, ...this.page.size], this.page.size));
      return mark;
    });
    this.marks.replaceChildren(...marks);
  }

  async loadLines() {
    if (!this.lines) {
      const { page } = this;
      const lines = await linesOf(this.desk.edition, this.number + 1);
      if (this.page === page) this.lines = lines;
    }
    return this.lines ?? [];
  }

  /** Return the line at a point of the window: the one under it, or the nearest within 4 mm. */
  lineAt(x, y) {
    const box = this.picture.getBoundingClientRect();
    const mm = this.desk.mm;
    const [top, , , left] = this.page.bleed;
    const [px, py] = [(x - box.left) / mm - left, (y - box.top) / mm - top];
    const distance = ({ area: [l, t, w, h] }) =>
      Math.hypot(Math.max(l - px, 0, px - l - w), Math.max(t - py, 0, py - t - h));
    const found = (this.lines ?? []).map((line) => [distance(line), line.area[2] * line.area[3], line]);
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return found.length && found[0][0] < 4 ? found[0][2] : null;
  }
}

/** Return the part of an area that is on the page. */
function within([left, top, width, height], [right, bottom]) {
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  return [x, y, Math.max(0, Math.min(right, left + width) - x), Math.max(0, Math.min(bottom, top + height) - y)];
}

/** Place an element at an area of the page in mm. */
function place(element, [left, top, width, height]) {
  const values = { x: left, y: top, w: width, h: height };
  for (const [name, value] of Object.entries(values)) element.style.setProperty(`--${name}`, value);
}

/** The desk: the current spread at the current zoom. */
export class Desk {
  overlays = new Set(["marks"]);
  zoom = "fit";
  mm = 1;
  safe = 0;
  edition = "";
  ink = "";
  pages = [];
  current = 0;
  views = [];
  chosen = null;
  #findings = [];

  constructor(stage, spread, { turned, chose, opened, marked }) {
    Object.assign(this, { stage, spread, turned, chose, opened, marked });
    new ResizeObserver(() => this.resize()).observe(stage);
    stage.addEventListener("scroll", () => this.#soon());
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    spread.addEventListener("pointermove", (event) => this.#point(event));
    spread.addEventListener("pointerleave", () => this.#clearCursor());
    spread.addEventListener("click", (event) => this.#click(event));
    spread.addEventListener("dblclick", (event) => event.target.closest(".mark") || this.opened());
  }

  /** The resolution that the screen shows at this zoom. */
  get ppi() {
    return this.mm * 25.4 * devicePixelRatio;
  }

  get narrow() {
    const wide = this.pages[0] ? this.pages[0].size[0] / this.pages[0].size[1] > 1.2 : false;
    return wide || this.stage.clientWidth < 640;
  }

  get spreads() {
    return spreads(this.pages.length, this.narrow);
  }

  get spreadNumber() {
    return Math.max(0, this.spreads.findIndex((one) => one.includes(this.current)));
  }

  /** Show the pages of a state; only pictures that changed are loaded again. */
  show(state) {
    this.edition = state.edition;
    this.safe = state.safe;
    this.pages = state.pages;
    this.spread.dir = state.direction;
    if (this.pages.length) this.current = Math.min(this.current, this.pages.length - 1);
    this.#lay();
  }

  setFindings(findings) {
    this.#findings = findings;
    this.#drawMarks();
  }

  #lay() {
    const wanted = this.spreads[this.spreadNumber] ?? [];
    const same = wanted.length === this.views.length && wanted.every((page, at) => this.views[at].number === page);
    this.#measure(wanted);
    if (same) {
      for (const view of this.views) {
        if (view.page !== this.pages[view.number]) view.update(this.pages[view.number]);
        else view.load();
      }
    } else {
      this.views = wanted.map((page) => new PageView(page, this.pages[page], this));
      this.spread.replaceChildren(...this.views.map((view) => view.element));
      this.#clearChosen();
    }
    this.spread.classList.toggle("pair", wanted.length === 2);
    this.spread.classList.toggle("recto", wanted[0] % 2 === 0);
    this.#drawMarks();
    for (const view of this.views) view.loadLines();
    this.turned(wanted);
    this.#soon();
  }

  #drawMarks() {
    for (const view of this.views) {
      const shown = this.overlays.has("marks");
      view.drawMarks(shown ? this.#findings.filter((one) => one.page === view.number + 1) : []);
    }
  }

  // turning

  go(page) {
    const target = Math.min(Math.max(page, 0), this.pages.length - 1);
    if (target < 0) return;
    this.current = (this.spreads.find((one) => one.includes(target)) ?? [target])[0];
    this.#lay();
  }

  turn(step) {
    const target = this.spreads[this.spreadNumber + step];
    if (!target) return;
    this.current = target[0];
    this.#lay();
    this.stage.scrollTop = 0;
  }

  // zoom

  #measure(wanted = this.spreads[this.spreadNumber] ?? []) {
    const shown = wanted.map((number) => this.pages[number]).filter(Boolean);
    if (!shown.length) return;
    const bleed = this.overlays.has("bleed");
    const width = shown.reduce((sum, page) => sum + page.size[0] + (bleed ? page.bleed[1] + page.bleed[3] : 0), 0);
    const height = Math.max(...shown.map((page) => page.size[1] + (bleed ? page.bleed[0] + page.bleed[2] : 0)));
    const margin = this.stage.clientWidth < 640 ? 24 : 64;
    const fit = Math.min(
      (this.stage.clientWidth - margin - (bleed ? GAP : 0)) / width,
      (this.stage.clientHeight - margin) / height,
    );
    this.mm = this.zoom === "fit" ? Math.max(fit, 0.2) : this.zoom * PX_PER_MM;
    this.spread.style.setProperty("--mm", this.mm);
  }

  resize() {
    if (!this.pages.length) return;
    this.#lay();
  }

  /** Change the zoom; the point of the stage at `x`, `y` (its middle by default) stays where it is. */
  setZoom(zoom, x = this.stage.clientWidth / 2, y = this.stage.clientHeight / 2) {
    const before = this.mm;
    const { scrollLeft, scrollTop } = this.stage;
    this.zoom = zoom;
    this.#measure();
    const factor = this.mm / before;
    this.stage.scrollLeft = (scrollLeft + x) * factor - x;
    this.stage.scrollTop = (scrollTop + y) * factor - y;
    for (const view of this.views) view.load();
    this.#soon();
    this.turned(this.spreads[this.spreadNumber] ?? []);
  }

  get scale() {
    return this.mm / PX_PER_MM;
  }

  step(direction, x, y) {
    const next = direction > 0
      ? ZOOMS.find((one) => one > this.scale * 1.02)
      : ZOOMS.findLast((one) => one < this.scale * 0.98);
    if (next) this.setZoom(next, x, y);
  }

  #wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.stage.getBoundingClientRect();
    const zoom = Math.min(8, Math.max(0.1, this.scale * Math.exp(-event.deltaY / 300)));
    this.setZoom(zoom, event.clientX - box.left, event.clientY - box.top);
  }

  #soon() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      for (const view of this.views) view.loadTiles();
    });
  }

  // overlays

  setOverlay(name, on) {
    if (on) this.overlays.add(name);
    else this.overlays.delete(name);
    this.spread.classList.toggle("with-bleed", this.overlays.has("bleed"));
    this.#measure();
    for (const view of this.views) view.drawOverlay();
    this.#drawMarks();
    for (const view of this.views) view.load();
    this.#soon();
  }

  /** Show the plate of an ink, or with an empty name the page as it is printed. */
  setInk(ink) {
    this.ink = ink;
    for (const view of this.views) view.load();
    this.#soon();
  }

  // lines

  #viewOf(target) {
    const element = target.closest?.(".page");
    return this.views.find((view) => view.element === element);
  }

  #clearCursor() {
    for (const view of this.views) view.cursor.hidden = true;
  }

  #point(event) {
    this.#clearCursor();
    const view = this.#viewOf(event.target);
    if (!view || event.pointerType === "touch") return;
    const line = view.lineAt(event.clientX, event.clientY);
    if (!line?.file) return;
    place(view.cursor, line.area);
    view.cursor.hidden = false;
  }

  async #click(event) {
    const mark = event.target.closest(".mark");
    if (mark) return this.marked(Number(mark.dataset.number));
    const view = this.#viewOf(event.target);
    if (!view) return;
    await view.loadLines();
    const line = view.lineAt(event.clientX, event.clientY);
    if (line) this.choose(view, line);
    else this.#clearChosen();
  }

  choose(view, line) {
    this.#clearChosen();
    this.chosen = line;
    this.chosenView = view;
    place(view.chosen, line.area);
    view.chosen.hidden = false;
    this.chose(line);
  }

  #clearChosen() {
    for (const view of this.views) view.chosen.hidden = true;
    this.chosen = null;
    this.chose(null);
  }

  clear() {
    this.#clearChosen();
  }

  /** Select the next or previous line of the spread. */
  async stepLine(step) {
    const lines = [];
    for (const view of this.views) {
      for (const line of await view.loadLines()) if (line.file) lines.push([view, line]);
    }
    const at = lines.findIndex(([, line]) => line === this.chosen);
    const next = lines[at < 0 ? (step > 0 ? 0 : lines.length - 1) : at + step];
    if (next) this.choose(...next);
  }

  /** Show a finding at its place. */
  reveal(finding) {
    if (!finding.page) return;
    this.go(finding.page - 1);
    const view = this.views.find((one) => one.number === finding.page - 1);
    for (const mark of view?.marks.children ?? []) {
      const is = Number(mark.dataset.number) === finding.number;
      mark.classList.toggle("current", is);
      if (is) mark.scrollIntoView({ block: "center", inline: "center", behavior: "smooth" });
    }
  }
}
