/** What keeps a carrier from calling an address of ours, or from fetching a file from it. */
export type Obstacle = "local" | "private" | "underscore" | "plainHttp";

/**
 * What a look at our own address tells before any carrier has tried it; nothing when it looks well. `underscore`: other
 * platforms refuse host names with one, although browsers open them. Never throws; `url` is a full address.
 */
export function obstacles(url: string): Obstacle[] {
  const { protocol, hostname } = new URL(url);
  if (/^(localhost|.*\.localhost|127\..*|\[::1\]|0\.0\.0\.0)$/.test(hostname)) return ["local"];
  if (isPrivate(hostname)) return ["private"];
  return [
    ...(hostname.includes("_") ? (["underscore"] as const) : []),
    ...(protocol === "https:" ? [] : (["plainHttp"] as const)),
  ];
}

/** Names and addresses that lead nowhere outside the own network: RFC 1918, 3927, 4193, 6598, 6762, and bare names. */
const isPrivate = (host: string): boolean =>
  /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(host) ||
  /^\[(f[cd]|fe[89ab])/.test(host) ||
  /\.(local|internal|lan|home\.arpa)$/.test(host) ||
  !/[.:]/.test(host);
