// Runs before the page is painted, so that nothing flashes: the chosen theme and the blur.
(() => {
  const theme = localStorage.getItem("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  if (sessionStorage.getItem("blurred")) document.documentElement.classList.add("blurred");
})();
