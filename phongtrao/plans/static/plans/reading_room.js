// The reading room: light up what belongs together, walk by keyboard, add from selected text.
// Everything it does can also be done without it, by links and forms of the same page.
const room = document.querySelector(".room");
const found = document.getElementById("found");
const paper = document.querySelector(".document");
const selectBar = document.querySelector(".select-bar");

const itemOf = (id) => document.getElementById(`r-${id}`);
const piecesOf = (id) => paper.querySelectorAll(`[data-records~="${id}"]`);
const items = () => [...found.querySelectorAll(":scope > li")];
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

// ── lighting up ─────────────────────────────────────────────────────────────────────────────────
function light(id) {
  for (const lit of room.querySelectorAll(".lit")) lit.classList.remove("lit");
  if (!id) return;
  itemOf(id)?.classList.add("lit");
  for (const piece of piecesOf(id)) piece.classList.add("lit");
}

function scrollInside(pane, element) {
  const outer = pane.getBoundingClientRect(), inner = element.getBoundingClientRect();
  const seen = inner.top >= outer.top + 90 && inner.bottom <= outer.bottom - 20;
  if (!seen && getComputedStyle(pane).overflowY === "auto") {
    pane.scrollTo({ top: pane.scrollTop + inner.top - outer.top - 140, behavior: calm });
  }
}

function show(id) {
  light(id);
  const piece = piecesOf(id)[0];
  if (piece) scrollInside(paper.closest(".pane"), piece);
}

found.addEventListener("pointerover", (event) => light(event.target.closest("li[data-record]")?.dataset.record));
found.addEventListener("focusin", (event) => show(event.target.closest("li[data-record]")?.dataset.record));
paper.addEventListener("pointerover", (event) => {
  const piece = event.target.closest("[data-records]");
  light(piece?.dataset.records.split(" ")[0]);
});
paper.addEventListener("click", (event) => {
  const piece = event.target.closest("[data-records]");
  if (!piece || !document.getSelection().isCollapsed) return;
  const ids = piece.dataset.records.split(" ").filter(itemOf);
  const at = ids.findIndex((id) => itemOf(id).classList.contains("chosen"));
  const id = ids[(at + 1) % ids.length];
  for (const item of items()) item.classList.toggle("chosen", item.dataset.record === id);
  itemOf(id)?.focus();
});

// ── keyboard ────────────────────────────────────────────────────────────────────────────────────
function step(from, by, wanted = () => true) {
  const all = items();
  for (let at = all.indexOf(from) + by; at >= 0 && at < all.length; at += by) {
    if (wanted(all[at])) return all[at].focus();
  }
}
const waiting = (item) => item.dataset.state === "found";
const press = (item, what) => item.querySelector(`[data-do="${what}"]`)?.click();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const item = document.activeElement?.closest?.("#found > li");
  if (event.key === "Escape" && document.activeElement?.closest(".editing")) {
    return document.activeElement.closest(".editing").querySelector("[data-do=cancel]")?.click();
  }
  if (!item || document.activeElement !== item) return;
  const keys = {
    ArrowDown: () => step(item, 1), j: () => step(item, 1),
    ArrowUp: () => step(item, -1), k: () => step(item, -1),
    n: () => step(item, 1, waiting),
    Enter: () => press(item, "confirm"), x: () => press(item, "confirm"),
    s: () => press(item, "correct"), t: () => press(item, "split"), g: () => press(item, "merge"),
    b: () => press(item, "discard"), h: () => document.querySelector('[data-do="undo"]')?.click(),
    m: () => addFrom(item), "?": () => document.getElementById("phim-tat")?.toggleAttribute("open"),
  };
  if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

function addFrom(item) {
  const block = piecesOf(item.dataset.record)[0]?.closest(".block");
  (block?.querySelector(".add-here") ?? document.querySelector(".add-here"))?.click();
}

// ── after an answer of the server: keep the place ───────────────────────────────────────────────
let returnTo = null;
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const item = event.target.closest?.("#found > li");
  returnTo = item ? { id: item.id, next: nextWaiting(item)?.id, moves: event.target.matches("[data-moves]") } : null;
});
function nextWaiting(item) {
  const all = items(), at = all.indexOf(item);
  return all.slice(at + 1).find(waiting) ?? all.slice(0, at).find(waiting);
}
const firstField = (place) =>
  place?.querySelector(".editing [role=alert], .editing textarea, .editing select, .editing input:not([type=hidden])");
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "them-muc") return firstField(event.detail.target)?.focus();
  const came = found.querySelector("[data-came]");
  came?.removeAttribute("data-came");
  if (came) returnTo = null;
  came?.focus();
  if (!returnTo) return;
  const { id, next, moves } = returnTo;
  returnTo = null;
  const target = firstField(document.getElementById(id)) ?? document.getElementById(moves && next ? next : id) ?? document.getElementById(next);
  target?.focus();
});
document.body.addEventListener("htmx:sendError", () => {
  document.getElementById("lost")?.removeAttribute("hidden");
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) document.getElementById("lost")?.setAttribute("hidden", "");
});

// Leaving a form without sending it closes it where it stands.
document.addEventListener("click", (event) => {
  const form = event.target.closest('[data-do="cancel"]') && event.target.closest(".editing");
  if (!form || !room.contains(form)) return;
  event.preventDefault();
  const item = form.closest("#found > li") ?? items().find(waiting);
  form.remove();
  item?.focus();
});

// ── adding from selected text ───────────────────────────────────────────────────────────────────
// Offsets count characters (code points) of the original text, as the server counts them.
function offsetOf(node, offset) {
  const holder = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const span = holder.closest("[data-start]");
  if (!span || !paper.contains(span)) return null;
  const before = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, offset) : "";
  return Number(span.dataset.start) + [...before].length;
}
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (!selectBar || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  const chosen = !selection.isCollapsed && start !== null && end !== null && end - start > 2;
  selectBar.hidden = !chosen;
  if (chosen) {
    for (const link of selectBar.querySelectorAll("form")) {
      link.elements.start.value = start;
      link.elements.end.value = end;
    }
  }
});

items().find(waiting)?.setAttribute("data-first", "");
const wanted = location.hash && document.querySelector(`#found > ${CSS.escape(location.hash).replace("\\#", "#")}`);
if (wanted) wanted.focus();
