// Makes a screen's picture small: at most 64 colours, a byte for each pixel (PNG, https://www.w3.org/TR/png-3/, colour type 3).
import { crc32, deflateSync, inflateSync } from "node:zlib";

const COLOURS = 64;
const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** Takes what Chromium writes: eight bits for each of three or four channels, not interlaced. */
export function smallerPng(png: Buffer): Buffer {
  const { width, height, channels, pixels } = decode(png);
  const { palette, indexOf } = reduce(pixels, channels);
  const rows = Buffer.alloc(height * (width + 1));
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    // The first byte of each row names its filter: 0, none.
    rows[pixel + Math.floor(pixel / width) + 1] = indexOf(colourAt(pixels, pixel * channels));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const parts = [chunk("IHDR", header), chunk("PLTE", colours), chunk("IDAT", deflateSync(rows, { level: 9 }))];
  return Buffer.concat([SIGNATURE, ...parts, chunk("IEND", Buffer.alloc(0))]);
}

const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;
const colourAt = (bytes: Uint8Array, at: number): number =>
  (byteAt(bytes, at) << 16) | (byteAt(bytes, at + 1) << 8) | byteAt(bytes, at + 2);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

export function decode(png: Buffer) {
  const header = png.subarray(16, 29);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = { 2: 3, 3: 1, 6: 4 }[byteAt(header, 9)] ?? 0;
  if (channels === 0 || header[8] !== 8 || header[12] !== 0) throw new Error("Not a picture that Chromium writes.");
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString("latin1", at + 4, at + 8) === "IDAT")
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return { width, height, channels, pixels: unfiltered(inflateSync(Buffer.concat(data)), width * channels, channels) };
}

function unfiltered(rows: Buffer, stride: number, channels: number): Uint8Array {
  const height = rows.length / (stride + 1);
  const pixels = new Uint8Array(height * stride);
  for (let at = 0; at < pixels.length; at += 1) {
    const [row, column] = [Math.floor(at / stride), at % stride];
    const left = column < channels ? 0 : byteAt(pixels, at - channels);
    const up = row === 0 ? 0 : byteAt(pixels, at - stride);
    const corner = row === 0 || column < channels ? 0 : byteAt(pixels, at - stride - channels);
    const filter = byteAt(rows, row * (stride + 1));
    const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
    pixels[at] = byteAt(rows, row * (stride + 1) + 1 + column) + predicted;
  }
  return pixels;
}

function paeth(left: number, up: number, corner: number): number {
  const [byLeft, byUp, byCorner] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs);
  const least = Math.min(byLeft ?? 0, byUp ?? 0, byCorner ?? 0);
  return least === byLeft ? left : least === byUp ? up : corner;
}

/** The most frequent colours; every other becomes the nearest of them. */
function reduce(pixels: Uint8Array, channels: number) {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = colourAt(pixels, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  // One colour of each cube of 16, the most frequent: shades of grey alone would use up all places.
  const best = new Map<number, number>();
  for (const [colour, count] of counts) {
    const cube = colour & 0xf0f0f0;
    const other = best.get(cube);
    if (other === undefined || count > (counts.get(other) ?? 0)) best.set(cube, colour);
  }
  const palette = [...best.values()].sort((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0));
  palette.length = Math.min(palette.length, COLOURS);
  const known = new Map<number, number>();
  const indexOf = (colour: number): number => {
    const index = known.get(colour) ?? nearest(palette, colour);
    known.set(colour, index);
    return index;
  };
  return { palette, indexOf };
}

function nearest(palette: readonly number[], colour: number): number {
  const far = palette.map((one) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((one >> shift) & 255) - ((colour >> shift) & 255)) ** 2, 0),
  );
  return far.indexOf(Math.min(...far));
}
