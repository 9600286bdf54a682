/* The proof of an issue: connects the server, the desk and the list of findings. */

import { numbered, showFaults, showFindings } from "./findings.js";
import { Desk, make, spreads } from "./pages.js";
import { Connection, openPlace, pageAddress, webAddress } from "./server.js";

const at = (id) => document.getElementById(id);
const STATUS = {
  working: "Setting pages …",
  draft: "Draft",
  exact: "As built",
  faulty: "Errors",
  gone: "Not connected",
};
const EXPLAINED = {
  working: "The pages of the last save are shown until the new ones are set",
  draft: "Pages that change are set quickly, from what is known of the last pages; the exact pages follow",
  exact: "These are the pages that printissue build makes",
  faulty: "The pages are those of the last save without errors",
  gone: "Is printissue proof still running?",
};

const address = new URLSearchParams(location.hash.slice(1));
let edition = address.get("edition") ?? "print";
let state = null;
let findings = [];
let current = 0;
/** The digests of the last exact pages. */
let known = new Set();

// the address keeps edition, page and zoom, so that they survive a reload

function remember() {
  const kept = new URLSearchParams({ edition, page: desk.current + 1, zoom: desk.zoom, show: [...desk.overlays].join(" ") });
  history.replaceState(null, "", `#${kept}`);
}

function say(text) {
  at("news").textContent = text;
}

const desk = new Desk(at("stage"), at("spread"), {
  turned(pages) {
    const labels = pages.map((page) => desk.pages[page]?.label);
    at("folios").textContent = labels.length ? `${labels.join("–")} of ${desk.pages.at(-1)?.label}` : "";
    at("previous").disabled = desk.spreadNumber === 0;
    at("next").disabled = desk.spreadNumber >= desk.spreads.length - 1;
    at("fit").textContent = desk.zoom === "fit" ? "Fit" : `${Math.round(desk.scale * 100)} %`;
    markThumbnails(pages);
    remember();
  },
  chose(line) {
    at("selection").hidden = !line?.file;
    if (!line?.file) return;
    const where = `${line.file}:${line.line}`;
    at("place").textContent = where;
    at("source").textContent = line.source?.trim() ?? "";
    say(`${where}. ${line.text || "Picture"}`);
  },
  opened: () => edit(),
  marked: (number) => focusFinding(number),
});

const connection = new Connection(show, () => setStatus("gone"));

function setStatus(status) {
  at("status").dataset.status = status;
  at("status").textContent = STATUS[status];
  at("status").title = EXPLAINED[status];
}

// what the server shows

function show(next) {
  const before = state;
  state = next;
  document.title = `${state.title || state.issue} – Proof`;
  at("title").textContent = state.title || state.issue;
  at("title").title = state.issue;
  showEditions();
  setStatus(state.status);
  const paged = state.editions.find((one) => one.name === edition)?.paged ?? true;
  document.body.classList.toggle("web", !paged);
  at("web").hidden = paged || !state.files;
  at("widths").hidden = paged;
  at("zooms").hidden = at("overlays").hidden = at("pager").hidden = at("thumbnails").hidden = !paged;
  at("empty").hidden = state.pages.length > 0 || state.files > 0;
  at("empty").textContent = state.faults.length || state.failure ? "There are no pages yet." : "The pages are being set …";
  showInks();
  if (paged) {
    showThumbnails();
    desk.show(state);
  } else if (state.files && (before?.shown !== state.shown || before?.edition !== edition)) {
    showWeb();
  }
  findings = numbered(state.findings);
  desk.setFindings(findings);
  showFindings(at("list"), findings, { reveal, open });
  at("none").hidden = findings.length > 0 || state.status !== "exact";
  const counted = findings.filter((one) => one.severity !== "note").length;
  at("findings-toggle").textContent = counted ? `Findings ${counted}` : "Findings";
  showFaults(at("faults"), state.faults, state.failure, { open, hasPages: state.pages.length > 0 || state.files > 0 });
  announce(before);
  if (state.status === "exact") known = new Set(state.pages.map((one) => one.digest));
}

/** Say what has changed, for those who do not see it. */
function announce(before) {
  if (!before || before.edition !== state.edition) return;
  const fault = state.faults.find((one) => one.severity === "error");
  if (fault && before.revision !== state.revision) {
    say(`Error in line ${fault.place.line ?? "?"}: ${fault.message}`);
  } else if (state.status === "exact" && before.status !== "exact") {
    const changed = state.pages.filter((one) => !known.has(one.digest)).map((one) => one.label);
    say(changed.length ? `Pages updated: ${changed.join(", ")}` : "No page has changed");
  }
}

function showEditions() {
  if (at("editions").childElementCount !== state.editions.length) {
    at("editions").replaceChildren(...state.editions.map(({ name, title }, number) => {
      const button = make("button", { type: "button", title: `${title} (${number + 1})` }, name);
      button.dataset.edition = name;
      button.addEventListener("click", () => follow(name));
      return button;
    }));
  }
  for (const button of at("editions").children) {
    button.setAttribute("aria-pressed", String(button.dataset.edition === edition));
  }
}

/** Show a button for the plate of each ink of the edition, and one for all inks. */
function showInks() {
  const group = at("inks");
  group.hidden = !state.inks.length;
  if (!state.inks.includes(desk.ink)) desk.ink = "";
  if (group.childElementCount !== state.inks.length + 1) {
    group.replaceChildren(...["", ...state.inks].map((ink) => {
      const title = ink ? `${ink} plate (P)` : "All inks (P)";
      const button = make("button", { type: "button", title, "aria-label": title.slice(0, -4) }, ink ? ink[0] : "CMYK");
      if (ink === "Black") button.textContent = "K";
      button.dataset.ink = ink;
      button.addEventListener("click", () => choosePlate(ink));
      return button;
    }));
  }
  for (const button of group.children) button.setAttribute("aria-pressed", String(button.dataset.ink === desk.ink));
}

function choosePlate(ink) {
  desk.setInk(ink);
  showInks();
  say(ink ? `${ink} plate` : "All inks");
}

function nextPlate() {
  const inks = ["", ...(state?.inks ?? [])];
  choosePlate(inks[(inks.indexOf(desk.ink) + 1) % inks.length]);
}

function follow(name) {
  edition = name;
  desk.clear();
  remember();
  connection.follow(name);
}

function showWeb() {
  const frame = at("web");
  const index = state.editions.find((one) => one.name === edition).index;
  const top = frame.contentWindow?.scrollY ?? 0;
  frame.onload = () => frame.contentWindow?.scrollTo(0, top);
  frame.src = `${webAddress(edition, index)}?${state.shown}`;
}

// thumbnails

function showThumbnails() {
  const groups = spreads(state.pages.length, false);
  const signature = String(groups.length && state.pages.length);
  const nav = at("thumbnails");
  if (nav.dataset.pages !== signature) {
    nav.dataset.pages = signature;
    nav.replaceChildren(...groups.map((pages) => make("div", { className: `thumbs${pages[0] % 2 ? "" : " recto"}` },
      ...pages.map((page) => {
        const button = make("button", { type: "button" }, make("img", { alt: "", loading: "lazy", fetchPriority: "low", draggable: false }), make("span"));
        button.dataset.page = page;
        button.addEventListener("click", () => desk.go(page));
        return button;
      }))));
  }
  nav.dir = state.direction;
  for (const button of nav.querySelectorAll("button")) {
    const page = state.pages[Number(button.dataset.page)];
    const image = button.firstElementChild;
    const wanted = pageAddress(page.digest, 48);
    if (image.getAttribute("src") !== wanted) image.src = wanted;
    button.style.setProperty("--ratio", page.size[0] / page.size[1]);
    button.lastElementChild.textContent = page.label;
    button.setAttribute("aria-label", `Page ${page.label}${page.text ? `: ${page.text}` : ""}`);
    button.classList.toggle("draft", page.draft);
  }
}

function markThumbnails(pages) {
  for (const button of at("thumbnails").querySelectorAll("button")) {
    const is = pages.includes(Number(button.dataset.page));
    if (is && button.getAttribute("aria-current") !== "page") button.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (is) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
}

// findings and the editor

function reveal(finding) {
  current = finding.number;
  desk.reveal(finding);
  for (const item of at("list").children) item.classList.toggle("current", Number(item.dataset.number) === current);
}

function focusFinding(number) {
  const finding = findings.find((one) => one.number === number);
  if (!finding) return;
  togglePanel(true);
  reveal(finding);
  at("list").children[number - 1]?.querySelector("button").focus();
}

function nextFinding(step) {
  const placed = findings.filter((one) => one.page);
  if (!placed.length) return;
  const index = placed.findIndex((one) => one.number === current);
  const next = placed[(index + step + placed.length) % placed.length];
  reveal(next);
  say(`${next.severity}, page ${next.page}: ${next.message}`);
}

async function open(finding) {
  if (finding.place.line) await go(finding.place);
}

async function edit() {
  if (desk.chosen?.file) await go(desk.chosen);
}

async function go(place) {
  const link = await openPlace(place);
  if (link === null) say("This file is not in the workspace");
  else if (link) location.href = link;
}

// controls

function toggleOverlay(name) {
  const button = document.querySelector(`[data-overlay="${name}"]`);
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  desk.setOverlay(name, on);
  remember();
}

function togglePanel(open = document.body.classList.contains("without-findings")) {
  document.body.classList.toggle("without-findings", !open);
  at("findings-toggle").setAttribute("aria-expanded", String(open));
}

for (const button of document.querySelectorAll("[data-overlay]")) {
  button.addEventListener("click", () => toggleOverlay(button.dataset.overlay));
}
for (const button of document.querySelectorAll("[data-width]")) {
  button.addEventListener("click", () => {
    at("web").style.maxWidth = button.dataset.width ? `${button.dataset.width}px` : "";
    for (const one of document.querySelectorAll("[data-width]")) one.setAttribute("aria-pressed", String(one === button));
  });
}
at("previous").addEventListener("click", () => desk.turn(-1));
at("next").addEventListener("click", () => desk.turn(1));
at("smaller").addEventListener("click", () => desk.step(-1));
at("larger").addEventListener("click", () => desk.step(1));
at("fit").addEventListener("click", () => desk.setZoom(desk.zoom === "fit" ? 1 : "fit"));
at("edit").addEventListener("click", edit);
at("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(at("place").textContent);
  say("Copied");
});
at("deselect").addEventListener("click", () => desk.clear());
at("findings-toggle").addEventListener("click", () => togglePanel());
at("help-open").addEventListener("click", () => at("help").showModal());

const OVERLAY_KEYS = { b: "bleed", t: "trim", s: "safe", c: "columns", g: "grid", m: "marks" };
const KEYS = {
  ArrowLeft: () => desk.turn(state?.direction === "rtl" ? 1 : -1),
  ArrowRight: () => desk.turn(state?.direction === "rtl" ? -1 : 1),
  PageUp: () => desk.turn(-1),
  PageDown: () => desk.turn(1),
  Home: () => desk.go(0),
  End: () => desk.go(desk.pages.length - 1),
  ArrowUp: () => desk.stepLine(-1),
  ArrowDown: () => desk.stepLine(1),
  Escape: () => desk.clear(),
  "+": () => desk.step(1),
  "=": () => desk.step(1),
  "-": () => desk.step(-1),
  0: () => desk.setZoom("fit"),
  e: edit,
  f: () => nextFinding(1),
  F: () => nextFinding(-1),
  p: nextPlate,
  "?": () => at("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || at("help").open) return;
  const inPanel = event.target.closest?.("#findings, #thumbnails");
  if (inPanel && event.key.startsWith("Arrow")) return;
  const number = Number(event.key);
  const chosen = number > 0 ? state?.editions[number - 1] : null;
  const overlay = OVERLAY_KEYS[event.key.toLowerCase()];
  if (chosen) follow(chosen.name);
  else if (overlay && !event.shiftKey) toggleOverlay(overlay);
  else if (KEYS[event.key]) KEYS[event.key]();
  else return;
  event.preventDefault();
});

// start

desk.current = Math.max(0, Number(address.get("page") ?? 1) - 1);
const zoom = address.get("zoom");
desk.zoom = zoom && zoom !== "fit" && Number(zoom) > 0 ? Number(zoom) : "fit";
for (const name of (address.get("show") ?? "marks").split(" ")) {
  const button = document.querySelector(`[data-overlay="${CSS.escape(name)}"]`);
  if (button && name !== "marks") toggleOverlay(name);
}
if (address.has("show") && !address.get("show").split(" ").includes("marks")) toggleOverlay("marks");
if (matchMedia("(max-width: 900px)").matches) togglePanel(false);
connection.follow(edition);
