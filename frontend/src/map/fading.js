// What word of danger counts on a day: the same as on the server, so that map and list agree.
export const DAY_MS = 86_400_000;
const SHOWN_FROM = 0.01, KEPT_HALF_LIVES = 10;

/** Nothing before its day or after its last one, half after each half-life, nothing after ten. */
export function counts({ on, until, half, share }, day) {
  const age = Math.round((Date.parse(day) - Date.parse(on)) / DAY_MS);
  if (!(age >= 0) || (until && until < day) || age > KEPT_HALF_LIVES * half) return 0;
  return share * 2 ** (-age / half);
}

/** Lists what counts on a day with its weight, heaviest first. */
export function living(words, day) {
  const live = words.map((word) => [word, counts(word, day)]).filter(([, weight]) => weight >= SHOWN_FROM);
  return live.sort((a, b) => b[1] - a[1] || b[0].on.localeCompare(a[0].on));
}
