// Browsers write what stands in a field to their own disk, in clear, to open the page again after
// a fall, and remember what was sent. Fields that ask not to be completed are left out of both.
export function leaveUnkept(root) {
  for (const field of root.querySelectorAll?.("form, input, textarea, select") ?? []) {
    if (!field.hasAttribute("autocomplete")) field.setAttribute("autocomplete", "off");
    // Nor may a dictionary elsewhere read along.
    if (field.matches("input, textarea")) field.spellcheck = false;
  }
}
