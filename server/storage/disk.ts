import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { randomToken } from "@/server/crypto";
import { exactly } from "./exactly";
import { NotStored, type Storage } from "./storage";

/** Files in a folder of this machine. A file is written beside its place and moved there when it is whole. */
export function diskStorage(folder: string): Storage {
  const place = (key: string) => {
    const file = path.resolve(folder, key);
    if (!file.startsWith(folder + path.sep)) throw new Error("a key outside of the storage");
    return file;
  };
  return {
    async put(key, source, sizeBytes) {
      const file = place(key);
      const unfinished = `${file}.${randomToken(6)}.tmp`;
      source.on("error", () => {}); // one that breaks before it is read is told by the pipeline all the same
      await mkdir(path.dirname(file), { recursive: true });
      try {
        await pipeline(source, exactly(sizeBytes), createWriteStream(unfinished, { flush: true }));
        await rename(unfinished, file);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    async get(key, range) {
      const file = await open(place(key)).catch((cause) => {
        throw cause.code === "ENOENT" ? new NotStored(key) : cause;
      });
      return createReadStream("", { fd: file, ...range });
    },
    remove: (key) => rm(place(key), { force: true }),
  };
}
