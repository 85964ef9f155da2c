import { once } from "@/server/process";

/** A picture larger than this is kept as a file and not drawn: its pixels would fill the memory. Unit: pixels. */
const MOST_PIXELS = 60_000_000;
/** The longer side of what a thread shows, at twice the density of a screen. Unit: pixels. */
const THUMB = 640;

/** Loaded when the first picture comes: a native library that a process without pictures need not carry. */
const sharp = () =>
  once("sharp", async () => {
    const { default: library } = await import("sharp");
    library.concurrency(1); // one picture, one thread: the others serve people
    library.cache(false);
    return library;
  });

export type Drawn = { width: number; height: number; thumb: Buffer };

/** A small still of a picture on disk, upright, with its full size; null when it cannot be drawn. */
export async function drawSmall(file: string): Promise<Drawn | null> {
  try {
    const picture = (await sharp())(file, { limitInputPixels: MOST_PIXELS, sequentialRead: true }).autoOrient();
    const { autoOrient } = await picture.metadata();
    const thumb = await picture
      .resize(THUMB, THUMB, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: 75 })
      .timeout({ seconds: 20 })
      .toBuffer();
    return { width: autoOrient.width, height: autoOrient.height, thumb };
  } catch {
    return null; // broken, or not what its first bytes say: a file like any other
  }
}

/** From nearly whole to small: [longer side, JPEG quality]. The first that fits is taken. */
const steps = [
  [4096, 85],
  [3072, 82],
  [2400, 80],
  [1920, 78],
  [1600, 74],
  [1280, 70],
  [1024, 64],
  [800, 58],
  [640, 50],
] as const;

/** The picture as a JPEG of at most `mostBytes`, as large as that allows; null when even a small one is too long. */
export async function scaleToFit(file: string, mostBytes: number): Promise<Buffer | null> {
  for (const [side, quality] of steps) {
    const jpeg = await (await sharp())(file, { limitInputPixels: MOST_PIXELS, sequentialRead: true })
      .autoOrient()
      .resize(side, side, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .jpeg({ quality, mozjpeg: false })
      .timeout({ seconds: 20 })
      .toBuffer();
    if (jpeg.length <= mostBytes) return jpeg;
  }
  return null;
}
