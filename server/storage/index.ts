import path from "node:path";
import { env } from "@/server/env";
import { once } from "@/server/process";
import { diskStorage } from "./disk";
import { s3Storage } from "./s3";
import type { Storage } from "./storage";

export { NotStored, type Storage } from "./storage";

/** The installation's files: in `.data/media`, or in an S3-compatible store where S3_BUCKET names one. */
export const storage = (): Storage =>
  once("storage", () => {
    const { S3_BUCKET, S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, DATA_DIR } = env();
    if (!S3_BUCKET) return diskStorage(path.resolve(DATA_DIR, "media"));
    return s3Storage({
      bucket: S3_BUCKET,
      region: S3_REGION ?? "us-east-1",
      endpoint: S3_ENDPOINT ?? `https://s3.${S3_REGION ?? "us-east-1"}.amazonaws.com`,
      accessKeyId: S3_ACCESS_KEY_ID ?? "",
      secretAccessKey: S3_SECRET_ACCESS_KEY ?? "",
    });
  });
