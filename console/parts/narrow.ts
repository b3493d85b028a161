// Whether the window is as narrow as a phone: for tables that would not fit.
import { useSyncExternalStore } from "react";

const NARROW = "(max-width: 688px)";

function subscribe(onChange: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

export const useIsNarrow = (): boolean => useSyncExternalStore(subscribe, () => window.matchMedia(NARROW).matches);
