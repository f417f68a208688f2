// Dialogs: opened by [data-open], closed by [data-close]; a form with [data-confirm-dialog] is
// sent only after the [data-confirm] button of that dialog was pressed.
const waiting = new WeakMap();
const agreed = new WeakSet();

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.querySelector(opener.dataset.open)?.showModal();
  const dialog = event.target.closest("dialog");
  if (!dialog) return;
  if (event.target.closest("[data-close]")) {
    event.preventDefault();
    dialog.close();
  }
  if (event.target.closest("[data-confirm]")) {
    event.preventDefault();
    dialog.close();
    send(dialog);
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const selector = form.dataset.confirmDialog;
  if (!selector) return;
  if (agreed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const dialog = document.querySelector(selector);
  if (!dialog) throw new Error(`no dialog ${selector} to confirm with`);
  waiting.set(dialog, { form, submitter: event.submitter });
  dialog.showModal();
}, true);

function send(dialog) {
  const { form, submitter } = waiting.get(dialog) ?? {};
  if (!form) return;
  waiting.delete(dialog);
  agreed.add(form);
  form.requestSubmit(submitter?.isConnected ? submitter : null);
  agreed.delete(form);
}
