import http, { type IncomingMessage, type ServerResponse } from "node:http";
import net, { type AddressInfo, type Server, type Socket } from "node:net";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { live, local, withSettings } from "./channels/testing/settings";
import { fetchOut, OutboundError } from "./http";

const open: Server[] = [];
const sockets = new Set<Socket>();

beforeEach(() => withSettings(local));
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done))));
});

async function listen(server: Server, host = "127.0.0.1"): Promise<number> {
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((ready) => server.listen(0, host, ready));
  open.push(server);
  return (server.address() as AddressInfo).port;
}

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

async function serve(handler: Handler, host?: string) {
  const seen: { method?: string; url?: string; headers: http.IncomingHttpHeaders; body: string }[] = [];
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      handler(request, response, body);
    });
  });
  const port = await listen(server, host);
  return { seen, port, url: `http://${host ?? "127.0.0.1"}:${port}` };
}

async function failure(call: Promise<unknown>): Promise<OutboundError> {
  const error = await call.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(OutboundError);
  return error as OutboundError;
}

test("a request arrives as it was given, and its answer comes back whole", async () => {
  const { url, port, seen } = await serve((_, response) => {
    response.writeHead(201, { "content-type": "application/json", "x-two": ["a", "b"] });
    response.end('{"ok":"喂"}');
  });
  const answer = await fetchOut(`${url}/a'b?q=1&q=%20`, { method: "POST", headers: { "X-Mine": "1" }, body: "喂" });
  expect(answer).toMatchObject({ status: 201, url: `${url}/a'b?q=1&q=%20` });
  expect(answer.json()).toEqual({ ok: "喂" });
  expect(answer.headers.get("x-two")).toBe("a, b");
  expect(seen).toMatchObject([{ method: "POST", url: "/a'b?q=1&q=%20", body: "喂" }]);
  expect(seen[0]?.headers).toMatchObject({ host: `127.0.0.1:${port}`, "x-mine": "1", "content-length": "3" });
});

test("a body that is not JSON is told as undefined", async () => {
  const { url } = await serve((_, response) => response.end("<html>"));
  expect((await fetchOut(url)).json()).toBeUndefined();
});

describe("addresses that lead where strangers have no business are refused before anything is connected", () => {
  const hosts = [
    "127.0.0.1",
    "localhost",
    "localhost.",
    "2130706433", // decimal
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1", // octal
    "127.1",
    "127。0。0。1", // ideographic full stops
    "①②⑦.⓪.⓪.①",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:0001]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "0.0.0.0",
    "[::]",
    "10.0.0.1",
    "192.168.0.1",
    "172.16.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "224.0.0.1",
    "255.255.255.255",
  ];
  test.each(hosts)("%s", async (host) => {
    const server = await serve((_, response) => response.end("inside"));
    withSettings(live);
    const error = await failure(fetchOut(`https://${host}:${server.port}/`));
    expect(error).toMatchObject({ sent: "no" });
    expect(["refused", "dns"]).toContain(error.reason);
    expect(sockets.size).toBe(0);
  });
});

describe("what is no plain https address is refused", () => {
  test.each([
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:70/",
    "https://user:password@example.com/",
    "https://",
    "//example.com",
    "example.com",
    "",
  ])("%j", async (url) => {
    withSettings(live);
    expect(await failure(fetchOut(url))).toMatchObject({ reason: "bad_address", sent: "no" });
  });
});

test("one private address among those of a name is enough to refuse it, and it is not told", async () => {
  withSettings(live);
  const error = await failure(fetchOut("https://both.example.com/", {}, async () => ["93.184.216.34", "10.1.2.3"]));
  expect(error).toMatchObject({ reason: "refused", sent: "no" });
  expect(error.message).not.toContain("10.1.2.3");
});

test("a name is resolved once: changing its answer afterwards leads nowhere", async () => {
  const first = await serve((_, response) => response.end("checked"));
  const hidden = http.createServer((_, response) => response.end("hidden"));
  open.push(hidden);
  await new Promise<void>((ready) => hidden.listen(first.port, "127.0.0.2", ready));
  let asked = 0;
  const rebinding = async () => [asked++ === 0 ? "127.0.0.1" : "127.0.0.2"];
  const answer = await fetchOut(`http://rebind.example.com:${first.port}/`, {}, rebinding);
  expect(answer.text()).toBe("checked");
  expect(asked).toBe(1);
  expect(first.seen[0]?.headers.host).toBe(`rebind.example.com:${first.port}`);
});

test("a private gateway is reached when it is named with its port, and only then", async () => {
  const server = net.createServer((socket) => socket.destroy());
  const port = await listen(server);
  withSettings({ ...live, OUTBOUND_ALLOW: `Gateway.internal:${port}` });
  const inside = async () => ["127.0.0.1"];
  // It is called (and fails at TLS, for it speaks none); any other port is not.
  expect(await failure(fetchOut(`https://gateway.internal:${port}/`, {}, inside))).toMatchObject({ reason: "tls" });
  expect(await failure(fetchOut(`https://gateway.internal:${port + 1}/`, {}, inside))).toMatchObject({
    reason: "refused",
  });
});

test("private addresses for one call are heeded only by a local installation", async () => {
  const { url } = await serve((_, response) => response.end("inside"));
  withSettings({ ...local, ALLOW_PRIVATE_NETWORK: null });
  expect(await failure(fetchOut(url))).toMatchObject({ reason: "refused" });
  expect((await fetchOut(url, { allowPrivate: true })).text()).toBe("inside");
  withSettings(live);
  expect(await failure(fetchOut(url.replace("http:", "https:"), { allowPrivate: true }))).toMatchObject({
    reason: "refused",
  });
});

describe("redirects", () => {
  test("are an answer like any other unless they are asked for", async () => {
    const { url } = await serve((_, response) => response.writeHead(302, { location: "/else" }).end());
    expect(await fetchOut(url)).toMatchObject({ status: 302 });
  });

  test("keep the login on the same origin and lose it on the way to another", async () => {
    const other = await serve((_, response) => response.end("the file"));
    const home = await serve((request, response) =>
      request.url === "/start"
        ? response.writeHead(307, { location: "/next" }).end()
        : response.writeHead(302, { location: `${other.url}/file` }).end(),
    );
    const headers = { Authorization: "Basic c2VjcmV0", Cookie: "a=b", "X-Api-Key": "k", Accept: "image/*" };
    const answer = await fetchOut(`${home.url}/start`, { headers, redirects: 3 });
    expect(answer).toMatchObject({ status: 200, url: `${other.url}/file` });
    expect(home.seen.map((one) => one.headers.authorization)).toEqual(["Basic c2VjcmV0", "Basic c2VjcmV0"]);
    expect(other.seen[0]?.headers).not.toHaveProperty("authorization");
    expect(other.seen[0]?.headers).not.toHaveProperty("cookie");
    expect(other.seen[0]?.headers).not.toHaveProperty("x-api-key");
    expect(other.seen[0]?.headers.accept).toBe("image/*");
  });

  test("are checked like the first address", async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(302, { location: "http://169.254.169.254/latest" }).end(),
    );
    const error = await failure(fetchOut(url, { redirects: 3 }));
    // The first request did arrive, so nobody can say that nothing was sent.
    expect(error).toMatchObject({ reason: "refused", sent: "unknown" });
  });

  test("end at the number that was asked for", async () => {
    const { url, seen } = await serve((_, response) => response.writeHead(302, { location: "/again" }).end());
    expect(await failure(fetchOut(url, { redirects: 2 }))).toMatchObject({ reason: "redirects" });
    expect(seen).toHaveLength(3);
  });

  test("turn a POST into a GET, or take its body along on the same origin only", async () => {
    const other = await serve((_, response) => response.end());
    const home = await serve((request, response) => {
      const to = { "/303": "/end", "/307": "/end", "/away": `${other.url}/end` }[request.url ?? ""];
      if (to) response.writeHead(request.url === "/303" ? 303 : 307, { location: to }).end();
      else response.end();
    });
    const post = { method: "POST", body: "text", redirects: 1 };
    await fetchOut(`${home.url}/303`, post);
    await fetchOut(`${home.url}/307`, post);
    expect(home.seen.map(({ method, body }) => `${method} ${body}`)).toEqual([
      "POST text",
      "GET ",
      "POST text",
      "POST text",
    ]);
    expect(await failure(fetchOut(`${home.url}/away`, post))).toMatchObject({ reason: "refused", sent: "unknown" });
    expect(other.seen).toEqual([]);
  });
});

describe("what is known of a request that got no answer", () => {
  test("nobody listens: surely not sent", async () => {
    const port = await listen(net.createServer());
    await new Promise((done) => open.pop()?.close(done));
    expect(await failure(fetchOut(`http://127.0.0.1:${port}`))).toMatchObject({ reason: "connect", sent: "no" });
  });

  test("no such name: surely not sent", async () => {
    const nowhere = () => Promise.reject(Object.assign(new Error("ENOTFOUND"), { code: "ENOTFOUND" }));
    expect(await failure(fetchOut("https://nowhere.example.com", {}, nowhere))).toMatchObject({
      reason: "dns",
      sent: "no",
    });
    expect(await failure(fetchOut("https://empty.example.com", {}, async () => []))).toMatchObject({
      reason: "dns",
      sent: "no",
    });
  });

  test("a name server that never answers: surely not sent", async () => {
    const error = await failure(fetchOut("https://slow.example.com", { timeoutMs: 50 }, () => new Promise(() => {})));
    expect(error).toMatchObject({ reason: "dns", sent: "no" });
  });

  test("no TLS where https was asked for: surely not sent", async () => {
    const { port, seen } = await serve((_, response) => response.end());
    const error = await failure(fetchOut(`https://127.0.0.1:${port}`, { method: "POST", body: "text" }));
    expect(error).toMatchObject({ reason: "tls", sent: "no" });
    expect(seen).toEqual([]);
  });

  test("a handshake that hangs: surely not sent", async () => {
    const port = await listen(net.createServer(() => {}));
    const error = await failure(fetchOut(`https://127.0.0.1:${port}`, { timeoutMs: 80 }));
    expect(error).toMatchObject({ reason: "timeout", sent: "no" });
  });

  test("no answer in time: unknown", async () => {
    const { url, seen } = await serve(() => {});
    expect(await failure(fetchOut(url, { timeoutMs: 100 }))).toMatchObject({ reason: "timeout", sent: "unknown" });
    expect(seen).toHaveLength(1);
  });

  test("cut before the answer: unknown", async () => {
    const { url } = await serve((request) => request.socket.destroy());
    expect(await failure(fetchOut(url))).toMatchObject({ reason: "cut", sent: "unknown" });
  });

  test("cut within the answer: unknown", async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("some", () => request.socket.destroy());
    });
    expect(await failure(fetchOut(url))).toMatchObject({ reason: "cut", sent: "unknown" });
  });

  test("an answer that never ends: unknown, and no more than asked for is kept", async () => {
    const { url } = await serve((_, response) => {
      const more = () => response.write("x".repeat(10_000), () => !response.destroyed && setImmediate(more));
      more();
    });
    expect(await failure(fetchOut(url, { maxBytes: 50_000 }))).toMatchObject({ reason: "too_large", sent: "unknown" });
  });

  test("an answer that drips for ever is stopped by the clock", async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("."), 10);
      response.on("close", () => clearInterval(drip));
    });
    expect(await failure(fetchOut(url, { timeoutMs: 150 }))).toMatchObject({ reason: "timeout", sent: "unknown" });
  });

  test("an answer that is no HTTP: unknown", async () => {
    const port = await listen(net.createServer((socket) => socket.end("hello\r\n\r\n")));
    expect(await failure(fetchOut(`http://127.0.0.1:${port}`))).toMatchObject({ reason: "cut", sent: "unknown" });
  });
});

test("of several addresses the next is tried when one does not answer", async () => {
  const { port, seen } = await serve((_, response) => response.end("second"));
  const answer = await fetchOut(`http://two.example.com:${port}`, {}, async () => ["127.0.0.3", "127.0.0.1"]);
  expect(answer.text()).toBe("second");
  expect(seen).toHaveLength(1);
});

test.each(["1\r\nx-b: 2", "密钥", "\u0000"])(
  "a header that cannot be written (%j) is told before anything is connected",
  async (value) => {
    const { url, seen } = await serve((_, response) => response.end());
    expect(await failure(fetchOut(url, { headers: { "x-a": value } }))).toMatchObject({
      reason: "bad_request",
      sent: "no",
    });
    expect(sockets.size).toBe(0);
    expect(seen).toEqual([]);
  },
);

describe("a long body is read while it is written", () => {
  const MB = 1024 * 1024;
  const long = (sizeBytes: number) => {
    const chunk = Buffer.alloc(64 * 1024, 7);
    let read = 0;
    const source = Readable.from(
      (function* () {
        for (; read < sizeBytes; read += chunk.length) yield chunk;
      })(),
    );
    return { body: { sizeBytes, open: async () => source }, read: () => read, source };
  };
  /** A server that takes bodies of any length and holds none. */
  async function taking(answer: (request: IncomingMessage, response: ServerResponse, size: () => number) => void) {
    const server = http.createServer((request, response) => {
      let size = 0;
      request.on("data", (chunk: Buffer) => (size += chunk.length));
      request.on("error", () => {});
      answer(request, response, () => size);
    });
    return `http://127.0.0.1:${await listen(server)}`;
  }

  test("a hundred megabytes arrive and are never held", async () => {
    const url = await taking((request, response, size) => request.on("end", () => response.end(String(size()))));
    await fetchOut(url, { method: "POST", body: long(MB).body }); // warm
    const before = process.memoryUsage().rss;
    let most = 0;
    const looking = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - before)), 10);
    const answer = await fetchOut(url, { method: "POST", body: long(100 * MB).body, timeoutMs: 60_000 });
    clearInterval(looking);
    expect(answer.text()).toBe(String(100 * MB));
    expect(most).toBeLessThan(64 * MB);
  });

  test("an answer that comes before the end is heard, and no more is read", async () => {
    const url = await taking((_, response) => response.writeHead(413).end("too large"));
    const { body, read, source } = long(500 * MB);
    expect((await fetchOut(url, { method: "POST", body })).status).toBe(413);
    await expect.poll(() => source.destroyed).toBe(true);
    expect(read()).toBeLessThan(500 * MB);
  });

  test("one whose source breaks may have been received in part", async () => {
    const url = await taking((request, response) => request.on("end", () => response.end()));
    const broken = async () =>
      Readable.from(
        (function* () {
          yield Buffer.alloc(10);
          throw new Error("the disk is gone");
        })(),
      );
    const call = fetchOut(url, { method: "POST", body: { sizeBytes: 100, open: broken } });
    expect(await failure(call)).toMatchObject({ reason: "cut", sent: "unknown" });
    const none = fetchOut(url, {
      method: "POST",
      body: { sizeBytes: 100, open: () => Promise.reject(new Error("no")) },
    });
    expect(await failure(none)).toMatchObject({ reason: "cut", sent: "unknown" });
  });
});
