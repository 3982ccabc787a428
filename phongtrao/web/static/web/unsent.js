// What was typed into the sheet of a report while the connection was gone, and overtaken by a newer revision: it is
// offered until its author decides, or until it is what stands there. On a page that is only read it is told.
const offers = document.getElementById("nhap-do");
const list = offers.querySelector("ul");
const form = document.getElementById("sheet");
const told = JSON.parse(document.getElementById("dang-co")?.textContent ?? "{}");
const newest = form ? offers.dataset.own + form.dataset.revision : null; // brought back by the sheet itself
const NAMES = { reason: "Lý do đính chính" };

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
}

function forget({ key, name }) {
  const kept = read(key);
  delete kept[name];
  try {
    if (Object.keys(kept).length) localStorage.setItem(key, JSON.stringify(kept));
    else localStorage.removeItem(key);
  } catch { /* no leave: it is offered again */ }
}

const fieldOf = (name) => {
  const field = form?.elements[name];
  return field?.matches?.("[data-box], [data-field]") ? field : null;
};
const codeOf = (name) => (name.startsWith("o-") ? name.slice(2) : null);

// What is kept now, null where it cannot be seen.
function standing(name) {
  const field = fieldOf(name);
  if (field?.matches("[data-box]")) return document.getElementById(field.id.replace("o-", "b-")).dataset.stands;
  return field ? field.value : told[codeOf(name)] ?? null;
}

const THOUSANDS = /^\d{1,3}(\.\d{3})*$/;
const plain = (text) => (THOUSANDS.test(text.trim()) ? text.trim().replaceAll(".", "") : text.trim());

function words({ name, value, at }) {
  const day = at && new Date(at).toLocaleDateString("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "Asia/Ho_Chi_Minh" });
  const stands = standing(name);
  const what = codeOf(name) ?? NAMES[name] ?? "Trả lời câu hỏi";
  const now = stands === null ? (form ? "nay không còn ô này" : "") : stands ? `nay là ${stands}` : "nay để trống";
  return `Số bạn nhập lúc mất mạng${day ? ` ngày ${day}` : ""}: ${what} ${value ? `= ${value}` : "để trống"}${now && `; ${now}`}.`;
}

function button(label, what, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet small", textContent: label });
  made.setAttribute("aria-label", `${label} ${what}`);
  made.addEventListener("click", act);
  return made;
}

// The keyboard goes on to the next offer, after the last one to its box.
function decided(row, entry) {
  forget(entry);
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  offers.hidden = !list.children.length;
  (next?.querySelector("button") ?? fieldOf(entry.name) ?? form.querySelector("[data-box]")).focus();
}

function use(row, entry) {
  const field = fieldOf(entry.name);
  if (field.matches("select") && ![...field.options].some(({ value }) => value === entry.value)) field.add(new Option(entry.value));
  field.value = entry.value;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true })); // the sheet keeps it
  decided(row, entry);
}

function offer(entry) {
  const row = document.createElement("li");
  const text = document.createElement("span");
  row.append(text);
  row.show = () => {
    const stands = standing(entry.name);
    if (stands !== null && plain(stands) === plain(entry.value)) {
      forget(entry);
      row.remove();
    } else text.textContent = words(entry);
  };
  if (form) {
    const what = `${codeOf(entry.name) ?? ""} ${entry.value}`.trim();
    const actions = Object.assign(document.createElement("span"), { className: "actions" });
    if (fieldOf(entry.name)) actions.append(button("Dùng", what, () => use(row, entry)));
    actions.append(button("Bỏ", what, () => decided(row, entry)));
    row.append(actions);
  }
  list.append(row);
}

function show() {
  for (const row of [...list.children]) row.show();
  offers.hidden = !list.children.length;
}

let keys = [];
try {
  keys = Object.keys(localStorage).filter((key) => key.startsWith(offers.dataset.own) && key !== newest);
} catch { /* no leave to read: nothing was kept */ }
for (const key of keys.sort()) {
  for (const [name, kept] of Object.entries(read(key))) offer({ key, name, ...kept });
}
show();
document.addEventListener("sheet:kept", show);
