import http, { type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { normalBehaviour, type SandboxBehaviour } from "@/server/domain/sandbox";
import type { CarrierIo } from "../carrier";
import type { SandboxDelivery, SandboxLine } from "../carriers/sandbox-line";
import { carrierHttp } from "../io";

export interface Heard {
  method: string;
  /** Path and query. */
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** What a pretended server answers; `cut` closes the connection without an answer, `hang` never gives one. */
export type Said = { status: number; headers?: Record<string, string>; body?: string | Buffer } | "cut" | "hang";

export interface FakeServer {
  url: string;
  heard: Heard[];
  stop(): Promise<void>;
}

/** A server on this machine that answers as it is told and remembers what it heard. */
export async function fakeServer(answer: (heard: Heard) => Said | Promise<Said>): Promise<FakeServer> {
  const heard: Heard[] = [];
  const sockets = new Set<Socket>();
  const server = http.createServer(async (request, response) => {
    const one = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: await read(request),
    };
    heard.push(one);
    const said = await answer(one);
    if (said === "cut") request.socket.destroy();
    else if (said !== "hang") response.writeHead(said.status, said.headers).end(said.body);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A port nobody listens on: just now somebody did. */
export async function closedPort(): Promise<string> {
  const server = await fakeServer(() => "cut");
  await server.stop();
  return server.url;
}

/** What a carrier's verbs may touch, with calls of at most `timeoutMs`. */
export function testIo(
  name: string,
  { sandbox, timeoutMs = 2000 }: { sandbox?: SandboxLine; timeoutMs?: number } = {},
): CarrierIo {
  const http = carrierHttp(name);
  return {
    http: (url, options) => http(url, { timeoutMs, ...options }),
    sandbox: sandbox ?? fakePhones().line,
    now: () => new Date("2026-11-20T09:00:00Z"),
  };
}

/** Pretended phones kept in memory. */
export function fakePhones(behaviours: Record<string, SandboxBehaviour> = {}) {
  const delivered: (SandboxDelivery & { externalId: string })[] = [];
  const line: SandboxLine = {
    behaviour: async (phone) => behaviours[phone] ?? normalBehaviour,
    async deliver(message) {
      const externalId = `s${delivered.length + 1}`;
      delivered.push({ ...message, externalId });
      return { externalId };
    },
    file: async () => null,
    async find(clientRef) {
      const found = delivered.findLast((one) => one.clientRef === clientRef);
      return found ? { externalId: found.externalId } : null;
    },
  };
  return { line, delivered };
}
