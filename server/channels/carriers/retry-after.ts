/** How long a carrier asks us to wait. Unit: milliseconds, at most a day; undefined when it does not say. */
export function retryAfter(headers: Headers, now = new Date()): number | undefined {
  const said = headers.get("retry-after")?.trim();
  if (!said) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(said) ? Number(said) * 1000 : Date.parse(said) - now.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(0, Math.round(ms)), 86_400_000) : undefined;
}
