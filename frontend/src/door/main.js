// The pages outside the console: the door, and whatever was refused. Whoever arrives here has not
// had the form received that was sent last, so its draft is kept.
import "../console/busy.js";
import { leaveUnkept } from "../console/unkept.js";

sessionStorage.removeItem("sent");
leaveUnkept(document);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
