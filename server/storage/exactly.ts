import { Transform } from "node:stream";

/** Lets through exactly so many bytes: a source that ends sooner, or goes on, is an error and not a file. */
export function exactly(sizeBytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Uint8Array, _, done) {
      seen += chunk.length;
      if (seen > sizeBytes) done(new Error(`more than the ${sizeBytes} bytes that were announced`));
      else done(null, chunk);
    },
    flush(done) {
      done(seen === sizeBytes ? null : new Error(`${seen} bytes came of the ${sizeBytes} that were announced`));
    },
  });
}
