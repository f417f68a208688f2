// The page's three questions to the server: no cookie goes along, and none comes back.
const TIMEOUT_MS = 30_000;

/** Post JSON and give the status with the answer; throws where none came. */
export async function post(address, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch(address, {
      method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" },
      credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal: stop.signal,
    });
    return { status: answer.status, told: await answer.json().catch(() => ({})) };
  } finally {
    clearTimeout(timer);
  }
}
