// The sheet of a report: walk it by keyboard, keep each box as it is typed, lose nothing when the connection drops.
// Everything it does can also be done without it, by the buttons of the same form.
const form = document.getElementById("sheet");
const said = document.getElementById("luu");
const send = document.getElementById("gui");
const messenger = document.getElementById("gui-o");
const place = `phongtrao:${form.dataset.user}:${form.dataset.report}:${form.dataset.revision}`; // see unsent.js, too

htmx.config.timeout = 20000;
htmx.config.ignoreTitle = true;

const boxes = () => [...form.querySelectorAll("[data-box]")];
const beside = (box, letter) => document.getElementById(box.id.replace("o-", `${letter}-`));
const baseOf = (field) => (field.matches("[data-box]") ? beside(field, "t") : null);
const stands = (box) => beside(box, "b").dataset.stands;
const isHeld = (box) => "held" in beside(box, "b").dataset;
const isSecret = (field) => field.matches("[data-box]") && beside(field, "b").dataset.held === "secret";
const keysShown = () => document.getElementById("cau-hoi").dataset.keys.trim();

// ── what is not kept by the server yet ──────────────────────────────────────────────────────────
const open = new Map(); // name → field, to be sent
const held = new Map(); // name → field, waiting for its author to decide
const since = new Map(); // name → when it was typed

function remember() {
  const kept = {};
  for (const [name, field] of [...open, ...held]) {
    if (!isSecret(field)) kept[name] = { value: field.value, base: baseOf(field)?.value, at: since.get(name) };
  }
  try {
    if (Object.keys(kept).length) localStorage.setItem(place, JSON.stringify(kept));
    else localStorage.removeItem(place);
  } catch { /* no room or no leave: the server keeps it in a moment */ }
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "{}");
  } catch {
    return {};
  }
}

function tell(words, lost = false) {
  said.classList.toggle("lost", lost);
  said.replaceChildren(words);
}

// The way back in stays where it is while it is pressed: leaving the box tries to keep it once more.
const isLocked = () => Boolean(said.querySelector("a"));
function tellLocked() {
  if (isLocked()) return;
  const link = document.createElement("a");
  link.href = `${form.dataset.login}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "Đăng nhập lại";
  tell("Phiên làm việc đã khóa nên chưa lưu được. Số đã nhập vẫn giữ trên máy này. ", true);
  said.append(link);
}

// ── keeping: one request at a time, so that it is known what stands where ───────────────────────
let running = null;
let timer = 0;
let pause = 2000;

function soon(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(flush, milliseconds);
}

function flush() {
  clearTimeout(timer);
  running ??= keepAll().finally(() => { running = null; });
  return running;
}

async function keepAll() {
  let outcome = "kept";
  while (open.size && outcome === "kept") outcome = await keepOnce();
  if (outcome === "kept") {
    pause = 2000;
    if (held.size) tell("Có ô chưa lưu, hãy xem ô được nêu.", true);
  } else if (outcome === "locked") {
    tellLocked();
  } else if (outcome === "refused") {
    tell("Không lưu được vì báo cáo này vừa thay đổi ở nơi khác. Số đã nhập vẫn giữ trên máy này; hãy tải lại trang.", true);
  } else {
    tell("Chưa lưu được, sẽ thử lại. Số đã nhập vẫn giữ trên máy này.", true);
    soon(pause);
    pause = Math.min(pause * 2, 30000);
  }
  return outcome;
}

function keepOnce() {
  const sent = new Map([...open].map(([name, field]) => [name, field.value]));
  const values = { step: "save", revision: form.dataset.revision };
  for (const [name, field] of open) {
    values[name] = field.value;
    const base = baseOf(field);
    if (base) values[base.name] = base.value;
  }
  if (!isLocked()) tell("Đang lưu…");
  return new Promise((resolve) => {
    messenger.addEventListener("htmx:afterRequest", (event) => resolve(settle(event.detail.xhr, sent)), { once: true });
    htmx.ajax("POST", location.pathname, { source: messenger, swap: "none", values }).catch(() => {});
  });
}

function settle(xhr, sent) {
  if (xhr.status === 403) return "locked";
  if (xhr.status >= 400 && xhr.status < 500) return "refused";
  if (xhr.status !== 200) return "lost";
  if (new URL(xhr.responseURL).pathname !== location.pathname) return "locked";
  for (const [name, value] of sent) {
    if (open.get(name)?.value === value) open.delete(name);
  }
  for (const box of boxes()) afterAnswer(box, sent.has(box.name));
  remember();
  show();
  document.dispatchEvent(new Event("sheet:kept"));
  document.querySelector(".drop").hidden = false;
  tell(`Đã lưu lúc ${new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" })}`);
  return "kept";
}

function afterAnswer(box, was_sent) {
  if (was_sent && isHeld(box)) {
    open.delete(box.name);
    held.set(box.name, box);
  }
  beside(box, "t").value = stands(box);
  // What somebody else typed meanwhile appears where nothing of one's own is lost.
  const untouched = !open.has(box.name) && !held.has(box.name);
  if (untouched && box.value.trim() !== stands(box)) box.value = stands(box);
}

// The greyed button and the marked boxes say what the server said last.
function show() {
  const why = document.getElementById("tien-do").dataset.why;
  if (why) send.setAttribute("aria-disabled", "true");
  else send.removeAttribute("aria-disabled");
  for (const box of boxes()) {
    if (beside(box, "b").querySelector(".errors, .clash")) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  }
}

function typed(field, wait) {
  held.delete(field.name);
  open.set(field.name, field);
  since.set(field.name, Date.now());
  remember();
  if (!said.classList.contains("lost")) tell("Đang nhập…");
  soon(wait);
}

form.addEventListener("input", (event) => {
  if (event.target.matches("[data-box]")) typed(event.target, 600);
  else if (event.target.matches("[data-field]")) typed(event.target, 5000);
});
form.addEventListener("change", (event) => {
  if (event.target.matches("[data-box], [data-field]") && open.has(event.target.name)) soon(0);
});
window.addEventListener("online", flush);
document.addEventListener("visibilitychange", () => {
  if (document.hidden && open.size) flush();
});

// An answer that is being typed stays when the same questions come back.
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (target?.id !== "cau-hoi") return;
  const fresh = fragment.id === "cau-hoi" ? fragment : fragment.querySelector("#cau-hoi");
  if (!fresh) return;
  if (fresh.dataset.keys.trim() === keysShown()) {
    event.detail.shouldSwap = false;
    return;
  }
  for (const field of target.querySelectorAll("textarea")) {
    const again = fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (again) again.value = field.value;
    else open.delete(field.name);
  }
});

// ── keyboard: Enter and the arrows walk from box to box ─────────────────────────────────────────
function walk(from, by) {
  const all = boxes();
  const next = all[all.indexOf(from) + by] ?? (by > 0 ? send : null);
  next?.focus();
  if (next?.matches("input")) next.select();
}

form.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.isComposing || event.altKey || !box.matches("[data-box]")) return;
  if (box.matches("textarea") && !event.ctrlKey) return;
  const arrows = box.matches("input") ? { ArrowDown: 1, ArrowUp: -1 } : {};
  const by = { Enter: event.shiftKey ? -1 : 1, ...arrows }[event.key];
  if (!by) return;
  event.preventDefault();
  walk(box, by);
});

// ── choosing between two values, saving, sending ────────────────────────────────────────────────
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take], [data-mine]");
  if (!button) return;
  event.preventDefault();
  const box = document.getElementById(button.dataset.take ?? button.dataset.mine);
  if (button.dataset.take) box.value = stands(box);
  typed(box, 0);
  box.focus();
});

let going = false;
form.addEventListener("submit", async (event) => {
  if (going) return;
  event.preventDefault();
  if (event.submitter?.value !== "send") {
    if (!open.size && !held.size) tell("Đã lưu mọi ô.");
    await flush();
    return;
  }
  const asked = keysShown();
  const outcome = await flush();
  if (outcome === "locked" || outcome === "refused") return;
  if (outcome !== "kept") return tell("Chưa gửi được vì mất kết nối. Số đã nhập vẫn giữ trên máy này; hãy gửi lại khi có mạng.", true);
  const { why, first } = document.getElementById("tien-do").dataset;
  if (held.size) return [...held.values()][0].focus();
  if (why) return document.getElementById(first)?.focus();
  if (keysShown() !== asked) {
    document.querySelector("#cau-hoi textarea")?.focus();
    return tell("Có câu hỏi về số liệu trước khi gửi.");
  }
  going = true;
  send.setAttribute("aria-busy", "true");
  setTimeout(() => form.requestSubmit(send)); // not within the event that asked for it: that would be ignored
});
document.querySelector("[data-drop]")?.addEventListener("submit", () => {
  try { localStorage.removeItem(place); } catch { /* nothing was kept there */ }
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// ── at the start ────────────────────────────────────────────────────────────────────────────────
for (const box of boxes()) {
  if (isHeld(box)) held.set(box.name, box);
  else if (box.value.trim() !== stands(box)) open.set(box.name, box); // typed before the page came back
}
let restored = 0;
const strays = {}; // no more on the sheet, like the answer to what is asked no more: laid beside to be offered
for (const [name, { value, base, at }] of Object.entries(recall())) {
  const field = form.elements[name];
  if (!field?.matches?.("[data-box], [data-field]")) strays[name] = { value, at };
  if (!(name in strays)) since.set(name, at);
  if (name in strays || field.value === value) continue;
  field.value = value;
  const before = baseOf(field);
  if (before) before.value = base;
  held.delete(name);
  open.set(name, field);
  restored += 1;
}
try {
  if (Object.keys(strays).length) localStorage.setItem(`${place}:${Date.now()}`, JSON.stringify(strays));
  remember();
} catch { /* no room or no leave: it stays where it is */ }
show();
if (restored) {
  flush().then((outcome) => {
    if (outcome === "kept" && !held.size) tell(`Đã khôi phục và lưu ${restored} ô nhập dở.`);
  });
}
