// Whom the notices by mail go to, each with a test mail.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import { useText } from "../../language.tsx";
import { AdaptiveTable } from "../../parts/adaptive-table.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { ListHeader } from "../../parts/list-header.tsx";
import { useTell } from "../../parts/notices.tsx";
import { Empty, Failed } from "../../parts/states.tsx";
import { isKind, KINDS } from "./kinds.ts";
import { RecipientDialog } from "./recipient-dialog.tsx";
import { TestMailButton } from "./test-mail.tsx";
import { type Recipient, useMayChange, useSaveSettings, useSettings } from "./use-settings.ts";

type Open = { what: "add" } | { what: "edit" | "remove"; recipient: Recipient };

export function Recipients() {
  const { text } = useText();
  const { recipients: t } = text.settings;
  const read = useSettings();
  const mayChange = useMayChange();
  const [open, setOpen] = useState<Open>();
  const columns = useColumns(mayChange, setOpen);
  if (read.error !== null && read.data === undefined)
    return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  const recipients = read.data?.settings.recipients ?? [];
  const close = () => setOpen(undefined);
  return (
    <>
      <AdaptiveTable
        label={t.title}
        columns={columns}
        items={recipients}
        idOf={({ address }) => address}
        isLoading={read.isPending}
        empty={<Empty title={t.empty}>{t.emptyText}</Empty>}
        header={
          <ListHeader
            title={t.title}
            description={t.description}
            count={recipients.length}
            actions={mayChange ? <Button onClick={() => setOpen({ what: "add" })}>{t.add}</Button> : undefined}
          />
        }
      />
      {open?.what === "add" || open?.what === "edit" ? (
        <RecipientDialog recipient={open.what === "edit" ? open.recipient : undefined} onClose={close} />
      ) : null}
      {open?.what === "remove" ? <RemoveDialog recipient={open.recipient} onClose={close} /> : null}
    </>
  );
}

function useColumns(mayChange: boolean, open: (what: Open) => void): TableProps.ColumnDefinition<Recipient>[] {
  const { text } = useText();
  const { settings } = text;
  const { recipients: t } = settings;
  const columns: TableProps.ColumnDefinition<Recipient>[] = [
    { id: "address", header: t.address, isRowHeader: true, minWidth: 200, cell: ({ address }) => address },
    { id: "language", header: t.language, minWidth: 100, cell: ({ language }) => settings.languages[language] },
    { id: "kinds", header: t.kinds, minWidth: 240, cell: ({ kinds }) => <Kinds kinds={kinds} /> },
  ];
  if (!mayChange) return columns;
  const actions: TableProps.ColumnDefinition<Recipient> = {
    id: "actions",
    header: settings.actions,
    minWidth: 260,
    cell: (recipient) => (
      <SpaceBetween direction="horizontal" size="xs">
        <TestMailButton address={recipient.address} />
        <Button ariaLabel={t.editOf(recipient.address)} onClick={() => open({ what: "edit", recipient })}>
          {settings.edit}
        </Button>
        <Button ariaLabel={t.removeOf(recipient.address)} onClick={() => open({ what: "remove", recipient })}>
          {settings.remove}
        </Button>
      </SpaceBetween>
    ),
  };
  return [...columns, actions];
}

function Kinds({ kinds }: Pick<Recipient, "kinds">) {
  const { text } = useText();
  const { settings: t } = text;
  const shown = kinds.filter(isKind);
  if (shown.length === KINDS.length) return t.recipients.all;
  return shown.length === 0 ? text.common.none : shown.map((kind) => t.kinds[kind]).join(" / ");
}

function RemoveDialog({ recipient: { address }, onClose }: { recipient: Recipient; onClose(): void }) {
  const { text } = useText();
  const { recipients: t } = text.settings;
  const tell = useTell();
  const { data } = useSettings();
  const { save, isPending, error } = useSaveSettings();
  const left = data?.settings.recipients.filter((one) => one.address !== address) ?? [];
  const remove = () => {
    if (data === undefined) return;
    const onSuccess = () => {
      tell({ type: "success", content: t.removed(address) });
      onClose();
    };
    save(data, { ...data.settings, recipients: left }, { onSuccess });
  };
  return (
    <ConfirmDialog
      title={t.removeQuestion(address)}
      confirm={text.settings.remove}
      isBusy={isPending}
      error={error}
      onConfirm={remove}
      onDismiss={onClose}
    >
      <Box>{t.removeText}</Box>
      {left.length === 0 ? <Alert type="warning">{t.removeLast}</Alert> : null}
    </ConfirmDialog>
  );
}
