// Keeps an open page true: each [data-fresh] part asks more than once a second, while somebody can see it,
// whether anything happened since. The server answers 204 for "nothing".
const EVERY_MS = 700;

setInterval(look, EVERY_MS);
document.addEventListener("visibilitychange", look);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

function look() {
  if (document.hidden) return;
  for (const part of document.querySelectorAll("[data-fresh]")) {
    if (!part.classList.contains("htmx-request")) part.dispatchEvent(new Event("look"));
  }
}

for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
