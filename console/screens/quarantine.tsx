// What came from a known sender and could not be understood: why, what it is (for analysts), and sending it through again.
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import type { Answer } from "../api.ts";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import { UNCLEAR } from "../messages/unclear.ts";
import { Choice, FilterBar, type UrlFilter, useUrlFilter } from "../parts/filter-bar.tsx";
import { InsideLink } from "../parts/links.tsx";
import { ListScreen } from "../parts/list-header.tsx";
import { useTell } from "../parts/notices.tsx";
import { PagedTable } from "../parts/paged-table.tsx";
import { useErrorText } from "../parts/states.tsx";
import { Time } from "../parts/time.tsx";
import { useChange, usePages } from "../queries.ts";
import { useSourceNames } from "./settings/use-sources.ts";

type Item = Answer<"listQuarantine">["items"][number];

const REFRESH_MILLISECONDS = 5000;

const FILTERS = ["source", "state"] as const;
type Filter = UrlFilter<(typeof FILTERS)[number]>;
const STATES = ["waiting", "replayed"] as const;

function queryOf(filter: Filter) {
  const [source, state] = [filter.of("source"), STATES.find((one) => one === filter.of("state"))];
  return { ...(source === "" ? {} : { source }), ...(state === undefined ? {} : { state }) };
}

export default function Quarantine() {
  const { text } = useText();
  const { quarantine: t } = text;
  const { customerId } = useCustomer();
  const filter = useUrlFilter(FILTERS);
  const list = usePages(
    "listQuarantine",
    { params: { customerId }, query: queryOf(filter) },
    ({ items }) => items,
    (answer) => answer,
    { everyMilliseconds: REFRESH_MILLISECONDS },
  );
  const [shown, setShown] = useState<Item>();
  const columns = useColumns(setShown);
  return (
    <ListScreen title={t.title} description={t.description} onRefresh={list.again}>
      <PagedTable
        label={t.title}
        columns={columns}
        idOf={({ quarantineId }) => quarantineId}
        empty={`${t.empty} – ${t.emptyText}`}
        list={list}
        filter={<Filters filter={filter} />}
        {...(filter.isFiltered ? { onClear: filter.clear } : {})}
      />
      {shown === undefined ? null : <RawDialog item={shown} onClose={() => setShown(undefined)} />}
    </ListScreen>
  );
}

function Filters({ filter }: { filter: Filter }) {
  const { text } = useText();
  const { quarantine: t } = text;
  const states = { waiting: t.waiting, replayed: t.replayed };
  return (
    <FilterBar isFiltered={filter.isFiltered}>
      <Choice
        label={t.source}
        any={t.anySource}
        options={useSourceNames(filter.of("source"))}
        value={filter.of("source")}
        onChange={(source) => filter.change({ source })}
      />
      <Choice
        label={t.state}
        any={t.anyState}
        options={STATES.map((value) => ({ value, label: states[value] }))}
        value={filter.of("state")}
        onChange={(state) => filter.change({ state })}
      />
    </FilterBar>
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
