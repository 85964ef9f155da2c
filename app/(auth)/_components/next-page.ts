/** A page of ours to go on to, and nothing else: an address may carry it, and anybody can write an address. */
export function nextPage(asked: string | string[] | undefined): string | null {
  if (typeof asked !== "string" || !asked.startsWith("/") || asked.length > 2000) return null;
  const here = "http://here.invalid";
  const url = URL.canParse(asked, here) ? new URL(asked, here) : null;
  return url?.origin === here ? url.pathname + url.search : null;
}
