import { expect, test } from "vitest";
import { openingView, READABLE, type Size, type Spot, type View } from "../../console/parts/drawing-view.ts";

const box = { width: 210, height: 68 };
const grid = (columns: number, rows: number): Spot[] =>
  Array.from({ length: columns * rows }, (_none, index) => ({
    x: (index % columns) * 274,
    y: Math.floor(index / columns) * 92,
  }));

/** The corners of a box as they are seen. */
const seen = ({ x, y, zoom }: View, spot: Spot) => ({
  left: spot.x * zoom + x,
  top: spot.y * zoom + y,
  right: (spot.x + box.width) * zoom + x,
  bottom: (spot.y + box.height) * zoom + y,
});
function isInside(view: View, spot: Spot, { width, height }: Size): boolean {
  const { left, top, right, bottom } = seen(view, spot);
  return left >= 0 && top >= 0 && right <= width && bottom <= height;
}

const WINDOWS = [
  ["desktop", { width: 900, height: 600 }],
  ["phone", { width: 320, height: 500 }],
] as const;

test("a drawing that stays readable is seen as a whole, in the middle, and never blown up", () => {
  for (const places of [grid(1, 1), grid(3, 4), grid(4, 6)]) {
    const window = { width: 900, height: 600 };
    const view = openingView({ places, box, focus: places[0], isSideways: true }, window);
    expect(view.zoom).toBeGreaterThanOrEqual(READABLE);
    expect(view.zoom).toBeLessThanOrEqual(1);
    expect(places.every((spot) => isInside(view, spot, window))).toBe(true);
    const [first, last] = [seen(view, places[0] as Spot), seen(view, places.at(-1) as Spot)];
    expect(first.left).toBeCloseTo(window.width - last.right);
    expect(first.top).toBeCloseTo(window.height - last.bottom);
  }
});

test.each(WINDOWS)(
  "of a larger one, what matters is seen at readable size, wherever it stands (%s)",
  (_name, window) => {
    const places = grid(12, 30);
    for (const focus of places)
      for (const isSideways of [true, false]) {
        const view = openingView({ places, box, focus, isSideways }, window);
        expect(view.zoom).toBeGreaterThanOrEqual(READABLE);
        expect(isInside(view, focus, window)).toBe(true);
      }
  },
);

test("a wide and low one opens at its beginning, and wastes no room beside it", () => {
  const window = { width: 900, height: 600 };
  const places = grid(20, 2);
  const view = openingView({ places, box, focus: places[0], isSideways: true }, window);
  const corner = seen(view, places[0] as Spot);
  expect(corner.left).toBeLessThan(30);
  expect(corner.top).toBeCloseTo(window.height - seen(view, places.at(-1) as Spot).bottom);
  const tall = grid(1, 40);
  const top = seen(openingView({ places: tall, box, focus: tall[0], isSideways: true }, window), tall[0] as Spot).top;
  expect(top).toBeLessThan(30);
});
