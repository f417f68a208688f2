// A timer that works: minutes down to zero, then it says so and shakes.
import { button, el } from "../dom.js";
import { say } from "../words/index.js";
import { frame, recall, remember } from "./frame.js";

const TICK_MS = 250, MINUTES_MAX = 599, SHAKE_MS = [400, 200, 400];

/** Put the timer on the page. */
export function drawTimer(root, name) {
  let leftMs = recall("timer", 5) * 60_000, endsAt = null;
  const clock = el("p", { class: "clock", role: "timer" });
  const told = el("p", { class: "told", role: "status" });
  const minutes = el("input", { id: "minutes", type: "number", min: "1", max: String(MINUTES_MAX), inputmode: "numeric", value: String(leftMs / 60_000) });
  const go = button(say("start"), () => (endsAt ? pause() : start()), "do");
  const title = frame(root, name, clock, told,
    el("div", { class: "field" }, el("label", { for: "minutes" }, say("minutes")), minutes),
    el("div", { class: "pair" }, go, button(say("reset"), () => reset())));
  const show = () => {
    clock.textContent = inClock(endsAt ? endsAt - performance.now() : leftMs);
    go.textContent = say(endsAt ? "pause" : "start");
  };
  const start = () => {
    if (leftMs <= 0) return;
    told.textContent = "";
    endsAt = performance.now() + leftMs;
    show();
    tick();
  };
  const pause = () => { leftMs = Math.max(0, endsAt - performance.now()); endsAt = null; show(); };
  const reset = () => {
    const wanted = Math.min(MINUTES_MAX, Math.max(1, Math.round(Number(minutes.value) || 1)));
    minutes.value = String(wanted);
    remember("timer", wanted);
    endsAt = null;
    leftMs = wanted * 60_000;
    told.textContent = "";
    show();
  };
  const tick = () => {
    if (!endsAt || !clock.isConnected) return;
    if (performance.now() < endsAt) { show(); setTimeout(tick, TICK_MS); return; }
    pause();
    told.textContent = say("timeUp");
    navigator.vibrate?.(SHAKE_MS);
  };
  minutes.addEventListener("change", reset);
  show();
  return title;
}

/** Milliseconds as minutes and seconds, "4:05"; a second that has begun counts. */
export function inClock(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
