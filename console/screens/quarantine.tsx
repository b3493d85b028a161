// What came from a known sender and could not be understood: why, what it is (for analysts), and sending it through again.
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Header from "@cloudscape-design/components/header";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import type { Answer } from "../api.ts";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import { UNCLEAR } from "../messages/unclear.ts";
import { InsideLink } from "../parts/links.tsx";
import { useTell } from "../parts/notices.tsx";
import { PagedTable } from "../parts/paged-table.tsx";
import { useErrorText } from "../parts/states.tsx";
import { Time } from "../parts/time.tsx";
import { useChange, usePages } from "../queries.ts";

type Item = Answer<"listQuarantine">["items"][number];

const REFRESH_MILLISECONDS = 5000;

export default function Quarantine() {
  const { text } = useText();
  const { quarantine: t } = text;
  const { customerId } = useCustomer();
  const list = usePages(
    "listQuarantine",
    { params: { customerId } },
    ({ items }) => items,
    (answer) => answer,
    { everyMilliseconds: REFRESH_MILLISECONDS },
  );
  const [shown, setShown] = useState<Item>();
  const columns = useColumns(setShown);
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={t.description}>
          {t.title}
        </Header>
      }
    >
      <PagedTable
        label={t.title}
        columns={columns}
        idOf={({ quarantineId }) => quarantineId}
        empty={`${t.empty} – ${t.emptyText}`}
        list={list}
      />
      {shown === undefined ? null : <RawDialog item={shown} onClose={() => setShown(undefined)} />}
    </ContentLayout>
  );
}

function useColumns(show: (item: Item) => void): TableProps.ColumnDefinition<Item>[] {
  const { text, language } = useText();
  const { quarantine: t } = text;
  const reasonOf = (reason: string) => (language === "ja" ? UNCLEAR[reason] : undefined) ?? t.otherReason(reason);
  return [
    {
      id: "at",
      header: t.receivedAt,
      isRowHeader: true,
      minWidth: 180,
      cell: ({ receivedAt }) => <Time at={receivedAt} />,
    },
    { id: "source", header: t.source, minWidth: 110, cell: ({ source }) => source },
    { id: "reason", header: t.reason, minWidth: 200, cell: ({ reason }) => reasonOf(reason) },
    { id: "state", header: t.state, minWidth: 180, cell: (item) => <State item={item} /> },
    {
      id: "actions",
      header: text.settings.actions,
      minWidth: 200,
      cell: (item) => (
        <SpaceBetween direction="horizontal" size="xs">
          {item.raw === undefined ? null : (
            <Button ariaLabel={`${t.show}: ${item.source}`} onClick={() => show(item)}>
              {t.show}
            </Button>
          )}
          {item.replayedAt === undefined ? <Replay item={item} /> : null}
        </SpaceBetween>
      ),
    },
  ];
}

function State({ item: { replayedAt, results = [] } }: { item: Item }) {
  const { text } = useText();
  const { quarantine: t } = text;
  const { customerId, person } = useCustomer();
  if (replayedAt === undefined) return <StatusIndicator type="warning">{t.waiting}</StatusIndicator>;
  const opened = results.find(({ incidentId }) => incidentId !== undefined)?.incidentId;
  return (
    <SpaceBetween size="xxs">
      <StatusIndicator type="success">
        {[t.replayed, ...new Set(results.map(({ outcome }) => t.outcomes[outcome]))].join(" / ")}
      </StatusIndicator>
      {opened === undefined || person.role === "admin" ? null : (
        <InsideLink to={`/customers/${customerId}/incidents/${opened}`}>{t.openIncident}</InsideLink>
      )}
    </SpaceBetween>
  );
}

function Replay({ item: { quarantineId, source } }: { item: Item }) {
  const { text } = useText();
  const { quarantine: t } = text;
  const { customerId } = useCustomer();
  const tell = useTell();
  const errorText = useErrorText();
  const replay = useChange("replayQuarantined");
  const press = () =>
    replay.mutate(
      { params: { customerId, quarantineId } },
      {
        onSuccess: () => tell({ type: "success", content: t.done }),
        onError: (error) => tell({ type: "error", content: errorText(error).message }),
      },
    );
  return (
    <Button ariaLabel={t.replayOf(source)} loading={replay.isPending} loadingText={text.common.sending} onClick={press}>
      {t.replay}
    </Button>
  );
}

/** Foreign text as it came; nothing of it is interpreted. */
function RawDialog({ item: { raw = "", source }, onClose }: { item: Item; onClose(): void }) {
  const { text } = useText();
  const { quarantine: t, common } = text;
  return (
    <Modal
      visible
      size="large"
      header={t.rawOf(source)}
      onDismiss={onClose}
      footer={<Button onClick={onClose}>{common.close}</Button>}
    >
      <SpaceBetween size="s">
        <CopyToClipboard
          copyButtonText={t.copyRaw}
          textToCopy={raw}
          copySuccessText={common.copied}
          copyErrorText={common.copyFailed}
        />
        <pre className="said technical">{raw}</pre>
      </SpaceBetween>
    </Modal>
  );
}
