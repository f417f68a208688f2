// What is open: all this phone knows, read once at the door and written back as a whole each time.
import * as device from "./device.js";

const SIDE_ORDERS_MAX = 3;
let open = null, aside = null;
let turn = Promise.resolve();

export const state = () => open;
export const sideState = () => aside;

/** What a phone that joined begins with; seeds and keys are kept as base64 text. */
export const empty = (me) => ({ v: 1, me, keys: [], offer: null, orders: [], queue: [], acks: [], got: [] });

/** What an innocent phone would hold, and what it takes to ask for help without showing it. */
export function sideOf(state, { pressed = false } = {}) {
  const orders = state.orders.filter((order) => order.text?.seeds).slice(-SIDE_ORDERS_MAX);
  return {
    v: 1, pressed, mailbox: state.me.mailbox, token: state.me.token,
    orders: orders.map(({ text, shown }) => ({ seed: text.seeds[1], dues: text.dues ?? [], shown })),
  };
}

/** Read what lies behind the door that was opened. */
export async function load() {
  aside = await device.side();
  open = device.isMain() ? await device.main() : null;
  // Whoever was made to open the other door is believed to be still in that hand.
  if (open && aside.pressed) for (const order of open.orders) order.duress = true;
}

/** Forget all in memory, once what is being written is written. */
export function close() {
  return alone(async () => {
    open = null;
    aside = null;
    device.lock();
  });
}

/** As `close`, without waiting for anything: for a wipe. */
export function drop() {
  open = null;
  aside = null;
}

/**
 * One change at a time; it is kept before anybody goes on, or it did not happen. Where an order was
 * erased, the notebook is written anew, so that nobody can open any more what stood in it.
 */
export function change(act) {
  return alone(async () => {
    const next = structuredClone(open);
    const said = await act(next);
    const parts = { main: next, side: sideOf(next) };
    await (isLess(open, next) ? device.tearOut(parts) : device.keep(parts));
    open = next;
    aside = parts.side;
    return said;
  });
}

function isLess(before, after) {
  return before.orders.some((order) => order.text && !after.orders.find(({ id }) => id === order.id)?.text);
}

/** Mark that the door for duress was used: from now on this phone's words ring. */
export function markPressed() {
  return alone(async () => {
    aside = { ...aside, pressed: true };
    await device.keep({ side: aside });
  });
}

export const everything = () => (open ? { main: open, side: sideOf(open) } : { side: aside });

/** Do one thing after the other, in all windows, so that none writes over what the other wrote. */
export function alone(act) {
  const locks = globalThis.navigator?.locks;
  const done = turn.then(() => (locks ? locks.request("notes-write", act) : act()));
  turn = done.catch(() => {});
  return done;
}
