/** One message of an event stream. */
export type StreamMessage = { event: string; data: string };

/**
 * Cuts a text/event-stream into messages as its pieces arrive. Comments and unknown fields are skipped; a message
 * without data is none. Source: HTML Living Standard §9.2.6.
 */
export function eventStreamReader(onMessage: (message: StreamMessage) => void): (piece: string) => void {
  let rest = "";
  let event = "";
  let data: string[] = [];
  return (piece) => {
    rest += piece;
    // A lone CR at the very end may be the first half of CRLF.
    const usable = rest.endsWith("\r") ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, usable).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? "") + rest.slice(usable);
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) onMessage({ event: event || "message", data: data.join("\n") });
        event = "";
        data = [];
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") event = value;
      else if (field === "data") data.push(value);
    }
  };
}
