// Everything the console does in the browser. Trusted Types must stand before htmx starts.
import "./trust.js";
import "htmx.org";
import "./requests.js";
import "./keys.js";
import "./look.js";
import "./dialogs.js";
import "./busy.js";
import "./faces.js";
import "./fresh.js";
import "./pickleg.js";
import { prepareBoard } from "./board.js";
import { beginDrafts } from "./drafts.js";
import { prepareFronts } from "./front.js";
import { prepareBuilders } from "./groups.js";
import { beginIdle } from "./idle.js";
import { beginLive } from "./live.js";
import { prepare } from "./tables.js";
import { prepareReconciling } from "./reconcile.js";
import { leaveUnkept } from "./unkept.js";

leaveUnkept(document);
beginDrafts();
beginIdle();
beginLive();
prepare(document);
prepareFronts(document);
prepareBuilders(document);
prepareBoard(document);
prepareReconciling(document);
document.addEventListener("htmx:load", (event) => {
  leaveUnkept(event.detail.elt);
  prepare(event.detail.elt);
  prepareBoard(event.detail.elt);
  prepareReconciling(event.detail.elt);
});
