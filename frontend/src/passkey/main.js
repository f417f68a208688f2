// Asks a passkey to answer: a new one on the page of passkeys, a known one at sign-in. The secret
// it may add goes with the answer, once, and is kept nowhere in the browser.
const spelled = document.getElementById("passkey-asked");
const asking = document.getElementById("passkey-ask");
const adding = document.getElementById("passkey-add");
const form = asking ?? adding;

if (form && spelled && globalThis.PublicKeyCredential) {
  form.querySelector("[data-unable]").hidden = true;
  form.querySelector("button").disabled = false;
  form.addEventListener("submit", begin);
}

async function begin(event) {
  if (form.elements.answer.value) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const failed = form.querySelector("[data-failed]");
  failed.hidden = true;
  button.disabled = true;
  try {
    const options = JSON.parse(spelled.textContent);
    const answer = asking ? await known(options) : await fresh(options);
    form.elements.answer.value = JSON.stringify(answer);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    failed.hidden = false;
    button.disabled = false;
    return;
  }
  button.disabled = false;
  form.requestSubmit();
}

async function known(options) {
  const key = await get(options, options.allowCredentials.map(({ id }) => bytes(id)));
  const { clientDataJSON, authenticatorData, signature } = key.response;
  return {
    id: text(key.rawId), client: text(clientDataJSON), data: text(authenticatorData), signature: text(signature),
    secret: secretOf(key),
  };
}

async function fresh(options) {
  const key = await navigator.credentials.create({
    publicKey: {
      ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, extensions: secretly(options),
    },
  });
  const { clientDataJSON, attestationObject } = key.response;
  return {
    id: text(key.rawId), client: text(clientDataJSON), data: text(attestationObject),
    secret: secretOf(key) || (key.getClientExtensionResults().prf?.enabled ? await onceMore(options, key.rawId) : ""),
  };
}

// Many keys say at first only that they can keep a secret, and give it when asked again.
async function onceMore(options, id) {
  form.querySelector("[data-again]").hidden = false;
  return secretOf(await get({ ...options, rpId: options.rp.id, userVerification: options.authenticatorSelection.userVerification }, [id]));
}

function get(options, ids) {
  return navigator.credentials.get({
    publicKey: {
      rpId: options.rpId, challenge: bytes(options.challenge), userVerification: options.userVerification,
      allowCredentials: ids.map((id) => ({ type: "public-key", id })), extensions: secretly(options),
    },
  });
}

function secretly({ extensions }) {
  return { prf: { eval: { first: bytes(extensions.prf.eval.first) } } };
}

function secretOf(key) {
  const first = key.getClientExtensionResults().prf?.results?.first;
  return first ? text(first) : "";
}

function bytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
