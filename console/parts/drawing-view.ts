// Where a drawing opens: all of it where its letters stay readable, else at readable size with what matters in view.

export interface Spot {
  x: number;
  y: number;
}
export interface Size {
  width: number;
  height: number;
}
/** How high a window shows all of it at reading size. */
export const readingHeight = (places: readonly Spot[], box: Size): number =>
  places.length === 0 ? 0 : boundsOf(places, box).height * READING + 2 * MARGIN;

/** As React Flow has it: a point p of the drawing is seen at `p * zoom + (x, y)`. */
export interface View extends Spot {
  zoom: number;
}

/** Letters of 13 pixels become 10. */
export const READABLE = 0.75;
const READING = 0.9;
const MARGIN = 16;

interface Drawn {
  /** Upper left corners. */
  places: readonly Spot[];
  box: Size;
  /** The corner of what is to be seen where not all is. */
  focus: Spot | undefined;
  /** Read from left to right: what matters stands at the left, and what follows beside it. */
  isSideways: boolean;
}

export function openingView({ places, box, focus, isSideways }: Drawn, window: Size): View {
  const bounds = boundsOf(places, box);
  const zoom = Math.min(1, (window.width - 2 * MARGIN) / bounds.width, (window.height - 2 * MARGIN) / bounds.height);
  if (zoom >= READABLE || focus === undefined) return centred(bounds, window, Math.max(zoom, READABLE));
  const middle = centred({ ...focus, ...box }, window, READING);
  const x = isSideways ? MARGIN - focus.x * READING : middle.x;
  return {
    x: within(x, [bounds.x, bounds.width], window.width),
    y: within(middle.y, [bounds.y, bounds.height], window.height),
    zoom: READING,
  };
}

/** No more of the empty space beside the drawing than there must be. */
function within(wanted: number, [start, length]: readonly [number, number], window: number): number {
  const [atStart, atEnd] = [MARGIN - start * READING, window - MARGIN - (start + length) * READING];
  return atStart <= atEnd ? (atStart + atEnd) / 2 : Math.min(atStart, Math.max(atEnd, wanted));
}

const centred = ({ x, y, width, height }: Spot & Size, window: Size, zoom: number): View => ({
  x: window.width / 2 - (x + width / 2) * zoom,
  y: window.height / 2 - (y + height / 2) * zoom,
  zoom,
});

function boundsOf(places: readonly Spot[], box: Size): Spot & Size {
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x + box.width, height: Math.max(...ys) - y + box.height };
}
