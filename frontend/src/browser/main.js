// Lets this browser be called: asks its maker's push service for an address and sends that with the form.
const form = document.getElementById("ping-add");
const choice = form?.querySelector("[data-browser]");

if (choice && navigator.serviceWorker && globalThis.PushManager && globalThis.Notification) {
  choice.hidden = false;
  form.addEventListener("change", fit);
  form.addEventListener("submit", begin);
  fit();
}

function isChosen() {
  return form.elements.kind.value === "push";
}

// A browser has no server to type.
function fit() {
  const typed = form.querySelector("[data-typed]");
  typed.hidden = isChosen();
  form.elements.server.required = !isChosen();
}

async function begin(event) {
  if (!isChosen() || form.elements.subscription.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const failed = form.querySelector("[data-failed]");
  failed.hidden = true;
  try {
    form.elements.subscription.value = JSON.stringify(await subscribed());
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    failed.hidden = false;
    return;
  }
  form.requestSubmit();
}

async function subscribed() {
  if ((await Notification.requestPermission()) !== "granted") throw new DOMException("not allowed", "NotAllowedError");
  const worker = await navigator.serviceWorker.register(form.dataset.worker);
  const known = await worker.pushManager.getSubscription();
  return known ?? worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.key });
}
