import { createHash, createHmac } from "node:crypto";
import http, { type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** The few calls of S3 that we make, with signatures worked out here from Amazon's description, not by our library. */
export async function fakeS3(keys: { accessKeyId: string; secretAccessKey: string; region: string }) {
  const files = new Map<string, Buffer>();
  const server = http.createServer(async (request, response) => {
    if (request.headers.authorization !== authorization(request, keys)) {
      request.resume();
      return response.writeHead(403).end("<Code>SignatureDoesNotMatch</Code>");
    }
    const key = request.url ?? "";
    if (request.method === "PUT") {
      if (request.headers["content-length"] === undefined) return response.writeHead(411).end();
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of request) chunks.push(chunk as Buffer);
      } catch {
        return; // cut before its end: nothing is kept
      }
      files.set(key, Buffer.concat(chunks));
      return response.end();
    }
    if (request.method === "DELETE") {
      files.delete(key);
      return response.writeHead(204).end();
    }
    const file = files.get(key);
    if (!file) return response.writeHead(404).end("<Code>NoSuchKey</Code>");
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    if (range) return response.writeHead(206).end(file.subarray(Number(range[1]), Number(range[2]) + 1));
    return response.end(file);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    files,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

function authorization(
  { method, url, headers }: IncomingMessage,
  { accessKeyId, secretAccessKey, region }: { accessKeyId: string; secretAccessKey: string; region: string },
): string {
  const at = String(headers["x-amz-date"]);
  const names = ["host", "x-amz-content-sha256", "x-amz-date"];
  const signed = names.join(";");
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const request = [method, url, "", lines, signed, headers["x-amz-content-sha256"]].join("\n");
  const scope = `${at.slice(0, 8)}/${region}/s3/aws4_request`;
  const hash = createHash("sha256").update(request).digest("hex");
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = ["s3", "aws4_request"].reduce(hmac, hmac(hmac(`AWS4${secretAccessKey}`, at.slice(0, 8)), region));
  const signature = hmac(key, ["AWS4-HMAC-SHA256", at, scope, hash].join("\n")).toString("hex");
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
}
