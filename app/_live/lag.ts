/**
 * Measures how long a change takes from the server's commit to this screen, without trusting that the clocks agree: the
 * smallest difference ever seen between "sent" there and "received" here is taken for the clocks' offset, so a steady
 * part of the network's delay is not counted. Unit: milliseconds.
 */
export function lagMeter(keep = 30) {
  let offset = Number.POSITIVE_INFINITY;
  let lags: number[] = [];
  return {
    /** The server's clock when it sent something that arrived at `receivedAt`. */
    clock(sentAt: Date, receivedAt: number) {
      offset = Math.min(offset, receivedAt - sentAt.getTime());
    },
    /** A change that was committed at `at` has arrived. */
    change(at: Date, receivedAt: number) {
      lags = [...lags, Math.max(0, receivedAt - at.getTime() - offset)].slice(-keep);
    },
    /** The median of the last changes; null before the first. */
    median(): number | null {
      const sorted = [...lags].sort((a, b) => a - b);
      return sorted[Math.floor(sorted.length / 2)] ?? null;
    },
  };
}
