// Light or dark, and the blur for when people stand behind you. Both outlive a page change.
const root = document.documentElement;

export function toggleBlur() {
  const blurred = root.classList.toggle("blurred");
  if (blurred) sessionStorage.setItem("blurred", "1");
  else sessionStorage.removeItem("blurred");
  shield();
}

function shield() {
  const main = document.querySelector("main");
  if (main) main.inert = root.classList.contains("blurred");
}

function switchTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
  document.dispatchEvent(new CustomEvent("theme"));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-switch]")) switchTheme();
  if (event.target.closest("[data-blur]")) toggleBlur();
  for (const open of document.querySelectorAll("details.rail-more[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
shield();
