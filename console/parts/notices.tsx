// Short messages above the page: what a press did, or why it did not.
import Flashbar, { type FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { useText } from "../language.tsx";

export interface Notice {
  type: "success" | "info" | "warning" | "error";
  content: string;
}
interface Notices {
  tell(notice: Notice): void;
  items: readonly (Notice & { id: string })[];
  drop(id: string): void;
}

const NoticesContext = createContext<Notices | undefined>(undefined);

function useNotices(): Notices {
  const notices = useContext(NoticesContext);
  if (notices === undefined) throw new Error("There is no NoticesProvider above.");
  return notices;
}

/** `tell({type, content})`. */
export const useTell = (): Notices["tell"] => useNotices().tell;

export function NoticesProvider({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<Notices["items"]>([]);
  const tell = useCallback(
    (notice: Notice) => setItems((all) => [...all.slice(-2), { ...notice, id: crypto.randomUUID() }]),
    [],
  );
  const drop = useCallback((id: string) => setItems((all) => all.filter((one) => one.id !== id)), []);
  const value = useMemo(() => ({ items, tell, drop }), [items, tell, drop]);
  return <NoticesContext value={value}>{children}</NoticesContext>;
}

export function NoticeBar() {
  const { text } = useText();
  const { items, drop } = useNotices();
  const shown: FlashbarProps.MessageDefinition[] = items.map(({ id, type, content }) => ({
    id,
    type,
    content,
    dismissible: true,
    dismissLabel: text.common.close,
    onDismiss: () => drop(id),
    ...(type === "error" ? { ariaRole: "alert" as const } : { ariaRole: "status" as const }),
  }));
  return <Flashbar items={shown} />;
}
