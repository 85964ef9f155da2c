import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AwsV4Signer } from "aws4fetch";
import { exactly } from "./exactly";
import { NotStored, type Storage } from "./storage";

export type S3Settings = {
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
};

/** No byte either way for so long: the store is gone. */
const IDLE_MS = 30_000;

/**
 * Files in an S3-compatible store, addressed by path. Four calls are all we need of it, none over 5 GB, so the signature
 * comes from a small library and the bytes go through Node's own client, piece by piece, never held in memory.
 */
export function s3Storage({ endpoint, region, bucket, accessKeyId, secretAccessKey }: S3Settings): Storage {
  const keys = { accessKeyId, secretAccessKey, region, service: "s3" };
  const base = `${endpoint.replace(/\/+$/, "")}/${encodeURIComponent(bucket)}`;

  async function call(method: string, key: string, headers: Record<string, string>, body?: Readable) {
    const signer = new AwsV4Signer({ ...keys, method, url: `${base}/${key}`, headers });
    const signed = await signer.sign();
    const client = signed.url.protocol === "https:" ? https : http;
    const request = client.request(signed.url, {
      method,
      headers: Object.fromEntries(signed.headers as unknown as Iterable<[string, string]>),
    });
    request.setTimeout(IDLE_MS, () => request.destroy(new Error("the store does not answer")));
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      request.once("response", resolve);
      request.once("error", reject);
    });
    if (body) await Promise.all([pipeline(body, request), answered]);
    else request.end();
    const answer = await answered;
    if (answer.statusCode === 404) {
      answer.resume();
      throw new NotStored(key);
    }
    if ((answer.statusCode ?? 500) >= 300)
      throw new Error(`the store says ${answer.statusCode}: ${await start(answer)}`);
    return answer;
  }

  return {
    async put(key, source, sizeBytes) {
      const counted = exactly(sizeBytes);
      const reading = pipeline(source, counted).catch((error: unknown) => {
        counted.destroy(error instanceof Error ? error : new Error(String(error)));
        throw error;
      });
      const [answer] = await Promise.all([call("PUT", key, { "content-length": String(sizeBytes) }, counted), reading]);
      answer.resume();
    },
    get: (key, range) => call("GET", key, range ? { range: `bytes=${range.start}-${range.end}` } : {}),
    async remove(key) {
      const answer = await call("DELETE", key, {}).catch((error: unknown) => {
        if (error instanceof NotStored) return null;
        throw error;
      });
      answer?.resume();
    },
  };
}

/** The beginning of what the store says of an error: it names what was wrong, and never a key. */
async function start(answer: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of answer) {
    text += String(chunk);
    if (text.length > 300) break;
  }
  return text.slice(0, 300);
}
