// The whole timeline, oldest first, as a file or on paper.
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { lazy, Suspense, useCallback, useState } from "react";
import { useCustomer } from "../../customer.tsx";
import { everyPage } from "../../every-page.ts";
import { useText } from "../../language.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useApi } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";
import type { Entry } from "./live-timeline.ts";

const PrintedTimeline = lazy(() => import("./printed-timeline.tsx"));
const PAGE = 200;

export function TimelineExport({ incident }: TabProps) {
  const { text, language } = useText();
  const { timeline: t } = text;
  const { timeZone } = useCustomer();
  const api = useApi();
  const tell = useTell();
  const [read, setRead] = useState<number>();
  const [printed, setPrinted] = useState<readonly Entry[]>();
  const dismiss = useCallback(() => setPrinted(undefined), []);
  const { customerId, incidentId } = incident;
  const entries = async (): Promise<Entry[]> => {
    const query = { order: "oldest" as const, limit: PAGE };
    const onPage = (page: { entries: readonly Entry[] }) => setRead((n = 0) => n + page.entries.length);
    const cursorOf = (page: { cursor?: string }) => page;
    const wanted = { params: { customerId, incidentId }, query };
    const pages = await everyPage({ api, operation: "readTimeline", read: wanted, cursorOf, onPage });
    return pages.flatMap((page) => page.entries);
  };
  const run = async (kind: string) => {
    setRead(0);
    try {
      const all = await entries();
      if (kind === "print") return setPrinted(all);
      const { csvOf, jsonOf, save } = await import("./timeline-file.ts");
      const name = `hikeshi-${incidentId}-timeline`;
      if (kind === "json") save(`${name}.json`, "application/json", jsonOf(incident, all));
      else save(`${name}.csv`, "text/csv;charset=utf-8", csvOf(all, { text, language, timeZone }));
    } catch {
      tell({ type: "error", content: t.exportFailed });
    } finally {
      setRead(undefined);
    }
  };
  return (
    <>
      <ButtonDropdown
        items={[
          { id: "csv", text: t.exportCsv },
          { id: "json", text: t.exportJson },
          { id: "print", text: t.exportPrint },
        ]}
        loading={read !== undefined}
        loadingText={t.exporting(read ?? 0)}
        onItemClick={({ detail }) => void run(detail.id)}
      >
        {t.export}
      </ButtonDropdown>
      <Suspense fallback={null}>
        {printed === undefined ? null : <PrintedTimeline incident={incident} entries={printed} onDone={dismiss} />}
      </Suspense>
    </>
  );
}
