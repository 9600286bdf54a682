/* The list of findings, and the errors of the newest save. */

import { make } from "./pages.js";

const NAMES = { error: "Error", warning: "Warning", note: "Note" };
const ORDER = ["error", "warning", "note"];

/** Return findings in the order of their severity and page, each with its number. */
export function numbered(findings) {
  const rank = (one) => [ORDER.indexOf(one.severity), one.page ?? 1e6, one.place.line ?? 0];
  const sorted = [...findings].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    const at = x.findIndex((value, index) => value !== y[index]);
    return at < 0 ? 0 : x[at] - y[at];
  });
  return sorted.map((one, index) => ({ ...one, number: index + 1 }));
}

/** Return the place of a finding as people read it. */
function placeText(finding) {
  const { file, line, column } = finding.place;
  const parts = [];
  if (finding.page) parts.push(`page ${finding.page}`);
  if (line) parts.push(`${file}:${line}${column ? `:${column}` : ""}`);
  return parts.join(", ");
}

/** Return the line of a finding with a caret under its column. */
function caret({ text, column }) {
  if (!text || !column) return [];
  const start = Math.max(0, column - 60);
  const shown = text.slice(start, start + 96).replaceAll("\t", " ");
  return [make("pre", {}, `${shown}\n${" ".repeat(column - 1 - start)}^`)];
}

/** Show findings as a list. `reveal` is called for one that is on a page, `open` for one that is in a file. */
export function showFindings(list, findings, { reveal, open }) {
  list.replaceChildren(...findings.map((finding) => {
    const go = make("button", { type: "button", className: "finding" },
      make("span", { className: "head" },
        make("span", { className: "number" }, String(finding.number)),
        make("span", { className: "severity" }, NAMES[finding.severity] ?? finding.severity),
        make("span", { className: "where" }, placeText(finding))),
      make("span", { className: "message" }, finding.message),
      ...(finding.hint ? [make("span", { className: "hint" }, finding.hint)] : []));
    go.addEventListener("click", () => (finding.page ? reveal(finding) : open(finding)));
    const item = make("li", { className: finding.severity }, go);
    item.dataset.number = finding.number;
    if (finding.place.line) {
      const edit = make("button", { type: "button", className: "edit", title: "Open in the editor" }, "Open");
      edit.setAttribute("aria-label", `Open ${placeText(finding)} in the editor`);
      edit.addEventListener("click", () => open(finding));
      item.append(edit);
    }
    return item;
  }));
}

/** Show the errors of the newest save above the last good pages. */
export function showFaults(element, faults, failure, { open, hasPages }) {
  element.hidden = !faults.length && !failure;
  if (element.hidden) {
    element.replaceChildren();
    return;
  }
  const errors = faults.filter((one) => one.severity === "error");
  const count = failure ? "This issue cannot be set" : `${errors.length} ${errors.length === 1 ? "error" : "errors"}`;
  const kept = hasPages ? ". The pages are those of the last save without errors." : ".";
  const parts = [make("p", { className: "summary" }, make("strong", {}, count), kept)];
  if (failure) parts.push(make("p", {}, failure[0]), ...(failure[1] ? [make("p", { className: "hint" }, failure[1])] : []));
  for (const fault of errors.slice(0, 8)) {
    const where = placeText(fault);
    const edit = make("button", { type: "button", className: "edit" }, "Open");
    edit.setAttribute("aria-label", `Open ${where} in the editor`);
    edit.addEventListener("click", () => open(fault));
    parts.push(make("div", { className: "fault" },
      make("p", {}, make("code", {}, where), " ", fault.message, ...(fault.place.line ? [edit] : [])),
      ...caret(fault.place),
      ...(fault.hint ? [make("p", { className: "hint" }, fault.hint)] : [])));
  }
  if (errors.length > 8) parts.push(make("p", {}, `and ${errors.length - 8} more`));
  element.replaceChildren(...parts);
}
