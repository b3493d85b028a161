// Where detections come from: the address to send to, when each was last heard, its secrets; for admins also what it is.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { AdaptiveTable } from "../../parts/adaptive-table.tsx";
import { ListHeader } from "../../parts/list-header.tsx";
import { Empty, Failed } from "../../parts/states.tsx";
import { Ago } from "../../parts/time.tsx";
import { productName } from "./products.ts";
import { SecretsDialog } from "./secrets-dialog.tsx";
import { SourceDialog } from "./source-dialog.tsx";
import type { Source } from "./source-draft.ts";
import { useMayChange } from "./use-settings.ts";
import { useSources } from "./use-sources.ts";

type Open = { what: "add" } | { what: "edit" | "secrets"; name: string };

export function Sources() {
  const { text } = useText();
  const { sources: t } = text.settings;
  const { role } = useCustomer().person;
  const read = useSources();
  const [open, setOpen] = useState<Open>();
  const columns = useColumns(setOpen);
  if (read.error !== null && read.data === undefined)
    return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  const sources = read.data?.sources ?? [];
  const silent = sources.filter(({ silentSince }) => silentSince !== undefined).map(({ name }) => name);
  const opened = open === undefined || open.what === "add" ? undefined : sources.find(({ name }) => name === open.name);
  const close = () => setOpen(undefined);
  const add = role === "admin" ? <Button onClick={() => setOpen({ what: "add" })}>{t.add}</Button> : undefined;
  return (
    <SpaceBetween size="m">
      {silent.length === 0 ? null : <Alert type="warning">{t.silentBanner(silent.join(", "))}</Alert>}
      <AdaptiveTable
        label={t.title}
        columns={columns}
        items={sources}
        idOf={({ name }) => name}
        isLoading={read.isPending}
        empty={<Empty title={t.empty}>{t.emptyText}</Empty>}
        header={<ListHeader title={t.title} description={t.description} count={sources.length} actions={add} />}
      />
      {open?.what === "add" ? <SourceDialog taken={sources.map(({ name }) => name)} onClose={close} /> : null}
      {open?.what === "edit" && opened !== undefined ? (
        <SourceDialog source={opened} taken={[]} onClose={close} />
      ) : null}
      {open?.what === "secrets" && opened !== undefined ? <SecretsDialog source={opened} onClose={close} /> : null}
    </SpaceBetween>
  );
}

function useColumns(open: (what: Open) => void): TableProps.ColumnDefinition<Source>[] {
  const { text } = useText();
  const { sources: t } = text.settings;
  const { role } = useCustomer().person;
  const mayChange = useMayChange();
  const columns: TableProps.ColumnDefinition<Source>[] = [
    { id: "name", header: t.name, isRowHeader: true, minWidth: 90, cell: ({ name }) => name },
    { id: "product", header: t.product, minWidth: 120, cell: (source) => <Product source={source} /> },
    { id: "heard", header: t.heard, minWidth: 120, cell: (source) => <Heard source={source} /> },
    { id: "url", header: t.url, minWidth: 210, cell: (source) => <Webhook source={source} /> },
    { id: "proof", header: t.proof, minWidth: 130, cell: ({ credential }) => t.proofs[credential] },
  ];
  if (!mayChange) return columns;
  const actions: TableProps.ColumnDefinition<Source> = {
    id: "actions",
    header: text.settings.actions,
    minWidth: 170,
    cell: ({ name }) => (
      <SpaceBetween direction="horizontal" size="xs">
        <Button ariaLabel={t.manageSecretsOf(name)} onClick={() => open({ what: "secrets", name })}>
          {t.secrets}
        </Button>
        {role === "admin" ? (
          <Button ariaLabel={t.editOf(name)} onClick={() => open({ what: "edit", name })}>
            {text.settings.edit}
          </Button>
        ) : null}
      </SpaceBetween>
    ),
  };
  return [...columns, actions];
}

function Product({ source: { vendor, connector } }: { source: Source }) {
  const { text } = useText();
  const { sources: t } = text.settings;
  return (
    <>
      {productName(vendor)}
      <Box color="text-body-secondary" fontSize="body-s">
        {connector === undefined
          ? t.actsNot
          : connector.vendor === undefined
            ? t.acts
            : t.actsThrough(productName(connector.vendor))}
      </Box>
    </>
  );
}

function Heard({ source: { lastHeardAt, silentSince } }: { source: Source }) {
  const { text } = useText();
  const { sources: t } = text.settings;
  if (lastHeardAt === undefined) return <StatusIndicator type="pending">{t.never}</StatusIndicator>;
  const type = silentSince === undefined ? "success" : "warning";
  return (
    <StatusIndicator type={type}>
      {silentSince === undefined ? null : `${t.silent} · `}
      <Ago at={lastHeardAt} />
    </StatusIndicator>
  );
}

/** The API stands under the console's own address. */
function Webhook({ source: { webhook } }: { source: Source }) {
  const { text } = useText();
  const { sources: t } = text.settings;
  const url = new URL(webhook, window.location.origin).href;
  return (
    <span className="technical">
      <CopyToClipboard
        variant="inline"
        textToCopy={url}
        copyButtonAriaLabel={t.copyUrl}
        copySuccessText={text.common.copied}
        copyErrorText={text.common.copyFailed}
      />
    </span>
  );
}
