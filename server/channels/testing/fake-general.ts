import { fakeServer, type Said } from "./fakes";

/** What a pretended carrier of the general contract was asked to send. */
export type FakeSend = { from: string; to: string; text?: string; media_urls?: string[] };

/**
 * A carrier of the general contract on a port of this machine: it verifies a challenge and takes messages for one API
 * key. `state.status` can be set while it runs, to see what we make of a carrier in trouble.
 */
export async function fakeGeneral(apiKey: string) {
  const state: { status: number | null; sent: FakeSend[] } = { status: null, sent: [] };
  const server = await fakeServer(({ method, path, headers, body }) => {
    const url = new URL(path, "http://fake");
    if (state.status !== null) return refusal(state.status, "10007", "Service unavailable");
    if (headers.authorization !== `Bearer ${apiKey}`) return refusal(401, "10004", "Authentication failed");
    if (method === "GET" && url.pathname === "/verify")
      return { status: 200, body: url.searchParams.get("challenge") ?? "" };
    if (method !== "POST" || url.pathname !== "/sendmessage") return refusal(404, "10002", "Not found");
    const message = JSON.parse(body) as FakeSend;
    state.sent.push(message);
    return json(200, { data: { id: `fake-${state.sent.length}`, ...message } });
  });
  return { sendUrl: `${server.url}/sendmessage`, verifyUrl: `${server.url}/verify`, state, stop: server.stop };
}

const json = (status: number, body: unknown): Said => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const refusal = (status: number, code: string, title: string) =>
  json(status, { errors: [{ code, title, detail: title }] });
