// The one Trusted Types policy of the console. It passes markup through because every string
// that reaches it comes from our own templates, which escape all values.
if (window.trustedTypes && !window.trustedTypes.defaultPolicy) {
  window.trustedTypes.createPolicy("default", {
    createHTML: (markup) => markup,
    createScript: () => null,
    createScriptURL: (address) => (new URL(address, location.href).origin === location.origin ? address : null),
  });
}
