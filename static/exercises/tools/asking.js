// Asking the server about the saved chart.

/** The answer to a question about this attempt's chart, or null where the server cannot be reached. A value may be a list. */
export async function ask(address, what, values = {}) {
  if (!address) return null;
  const query = new URLSearchParams(Object.entries(values).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
  try {
    const answer = await fetch(`${address}/${what}?${query}`, { credentials: "same-origin", headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
