/* The server: what it shows, and what it answers. All addresses are relative to the page, after the token. */

const RESOLUTIONS = [24, 48, 72, 96, 144, 192, 288, 384, 576, 768, 1152, 1536];
const WHOLE = 288;
export const TILE = 512;

/** Return the lowest offered resolution (ppi) that is at least `wanted`. */
export function resolution(wanted, highest = 1536) {
  const offered = RESOLUTIONS.filter((one) => one <= highest);
  return offered.find((one) => one >= wanted * 0.97) ?? offered.at(-1);
}

export const wholeResolution = (wanted) => resolution(wanted, WHOLE);
export const needsTiles = (wanted) => wanted * 0.97 > WHOLE;
export const pageAddress = (digest, ppi) => `page/${digest}/${ppi}.jpg`;
export const plateAddress = (edition, digest, ink) => `plate/${edition}/${digest}/${ink}.jpg`;
export const tileAddress = (digest, ppi, column, row) => `tile/${digest}/${ppi}/${column}-${row}.jpg`;
export const webAddress = (edition, index) => `web/${edition}/${index}`;

/** Return the lines of a page (from 1) with their areas in mm and their places in the manuscript. */
export async function linesOf(edition, page) {
  const response = await fetch(`lines/${edition}/${page}`);
  return response.ok ? response.json() : [];
}

/** Open a place in the editor. Return a link if the browser must follow one. */
export async function openPlace(place) {
  const { file, line, column } = place;
  const body = JSON.stringify({ file, line, column });
  const response = await fetch("open", { method: "POST", body });
  return response.ok ? (await response.json()).link : null;
}

/**
 * Follow an edition. `show` gets what it shows now and at each change, `gone` is called when the connection breaks.
 * A hidden page does not listen: a browser has few connections to one server.
 */
export class Connection {
  #source = null;
  #edition = "";

  constructor(show, gone) {
    this.show = show;
    this.gone = gone;
    document.addEventListener("visibilitychange", () => this.#connect());
  }

  follow(edition) {
    this.#edition = edition;
    this.#connect();
  }

  #connect() {
    this.#source?.close();
    this.#source = null;
    if (document.hidden) return;
    const source = new EventSource(`events?edition=${encodeURIComponent(this.#edition)}`);
    this.#source = source;
    source.onmessage = (event) => this.show(JSON.parse(event.data));
    source.onerror = () => this.gone();
  }
}
