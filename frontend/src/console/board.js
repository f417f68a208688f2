// The capacity board: dragged through time by pointer, moved by arrow keys and buttons. Without this
// file it scrolls like any page part, and its buttons are links.
const STILL_PX = 5, DAYS_A_WEEK = 7;
// Before today stand two days, or as much as leaves most of a narrow room to what is to come.
const LEAD_DAYS = 2, LEAD_PART = 0.25;
let begun, moved;

export function prepareBoard(root) {
  if (root === document) {
    const sheet = root.querySelector("[data-drag]");
    if (sheet) toToday(sheet);
    return;
  }
  // Rows that came anew are filtered like those before them; the room stays where it was dragged to.
  if (!["board-rows", "board-table"].includes(root.id)) return;
  document.querySelector("#filter")?.dispatchEvent(new Event("input", { bubbles: true }));
}

function dayOf(sheet) {
  const head = sheet.querySelector(".axis");
  const days = head?.querySelectorAll(".date").length;
  return days ? head.clientWidth / days || Number(head.getAttribute("width")) / days : 44;
}

function toToday(sheet) {
  const today = sheet.querySelector(".today");
  if (!today) return;
  const room = sheet.clientWidth - sheet.querySelector(".lane-name").offsetWidth;
  sheet.scrollLeft = Number(today.getAttribute("x")) - Math.min(LEAD_DAYS * dayOf(sheet), room * LEAD_PART);
}

document.addEventListener("pointerdown", (event) => {
  const sheet = event.target.closest?.("[data-drag]");
  // A finger drags by itself.
  if (!sheet || event.pointerType !== "mouse" || event.button !== 0 || event.target.closest(".lane-name")) return;
  begun = { sheet, x: event.clientX, y: event.clientY, left: sheet.scrollLeft, top: sheet.scrollTop };
  moved = false;
});
document.addEventListener("pointermove", (event) => {
  if (!begun) return;
  const x = event.clientX - begun.x, y = event.clientY - begun.y;
  if (!moved && Math.hypot(x, y) < STILL_PX) return;
  moved = true;
  begun.sheet.classList.add("dragged");
  begun.sheet.scrollTo(begun.left - x, begun.top - y);
});
document.addEventListener("pointerup", leave);
document.addEventListener("pointercancel", leave);
// A link that was dragged is not pressed.
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-drag]")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (moved && event.target.closest?.("[data-drag]")) event.preventDefault();
  moved = false;
}, true);

function leave() {
  begun?.sheet.classList.remove("dragged");
  begun = undefined;
}

document.addEventListener("keydown", (event) => {
  const sheet = event.target;
  if (!sheet.matches?.("[data-drag]") || event.ctrlKey || event.altKey || event.metaKey) return;
  const days = { ArrowLeft: -1, ArrowRight: 1, PageUp: -DAYS_A_WEEK, PageDown: DAYS_A_WEEK }[event.key];
  if (event.key === "Home") toToday(sheet);
  else if (days) sheet.scrollBy({ left: days * dayOf(sheet) });
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("a[data-scroll]");
  const sheet = button && document.querySelector("[data-drag]");
  if (!sheet) return;
  const days = Number(button.dataset.scroll);
  if (days === 0) {
    if (!sheet.querySelector(".today")) return;
    toToday(sheet);
  } else {
    const before = sheet.scrollLeft;
    sheet.scrollBy({ left: days * dayOf(sheet) });
    // At the end of what is drawn the link itself leads on.
    if (sheet.scrollLeft === before) return;
  }
  event.preventDefault();
});
