// The one Trusted Types policy of the console, for the library that swaps parts of a page. What it
// lets through comes from our own templates; markup that could act by itself is refused all the same.
const ACTIVE = 'script:not([type="application/json"]), iframe, frame, object, embed, base, meta, link, style, animate, set';
const ADDRESSES = ["href", "action", "formaction", "xlink:href"];

let reading = null;
if (window.trustedTypes && !window.trustedTypes.defaultPolicy) {
  // Only to read markup in a document that is never shown and runs nothing.
  reading = window.trustedTypes.createPolicy("reading", { createHTML: (markup) => markup });
  window.trustedTypes.createPolicy("default", {
    createHTML: (markup) => (isStill(markup) ? markup : null),
    createScript: () => null,
    createScriptURL: (address) => (new URL(address, location.href).origin === location.origin ? address : null),
  });
}

function isStill(markup) {
  // A whole page may come, of which only parts are taken, never its head. A piece has no head.
  const isPage = /^\s*<(!doctype|html)\b/i.test(markup);
  const { body } = new DOMParser().parseFromString(reading.createHTML(isPage ? markup : `<body>${markup}`), "text/html");
  return isQuiet(body);
}

// What stands in a template is no part of the page around it, and what htmx reads stands in one.
function isQuiet(root) {
  for (const element of root.querySelectorAll("*")) {
    if (element.matches(ACTIVE) || (element.content && !isQuiet(element.content))) return false;
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) return false;
      // Browsers read over blanks and line ends, within the word too.
      if (ADDRESSES.includes(name) && /^(javascript|data|vbscript):/i.test(value.replace(/[\0-\x20]/g, ""))) return false;
    }
  }
  return true;
}
