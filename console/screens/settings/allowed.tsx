// The allow-list: files that the customer vouches for, until when, why, and who said so.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { Answer } from "../../api.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { AdaptiveTable } from "../../parts/adaptive-table.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { ListHeader } from "../../parts/list-header.tsx";
import { useTell } from "../../parts/notices.tsx";
import { Empty, Failed } from "../../parts/states.tsx";
import { Time } from "../../parts/time.tsx";
import { useChange, useRead } from "../../queries.ts";
import { AllowDialog } from "./allow-dialog.tsx";

type AllowedFile = Answer<"listAllowedFiles">["files"][number];

const nameOf = ({ name, hash }: AllowedFile): string => name ?? hash;

/** Who may vouch for files: also an analyst, who may otherwise only look at the settings. */
export function useMayAllow(): boolean {
  return useCustomer().person.role !== "support";
}

/** `?file=` (a hash), `name` and `incident` open the form with them: the way from an incident's executables. */
export function Allowed() {
  const { text } = useText();
  const { allowed: t } = text.settings;
  const { customerId } = useCustomer();
  const mayAllow = useMayAllow();
  const [search, setSearch] = useSearchParams();
  const [isAdding, setIsAdding] = useState(false);
  const [removing, setRemoving] = useState<AllowedFile>();
  const read = useRead("listAllowedFiles", { params: { customerId } });
  const columns = useColumns(mayAllow, setRemoving);
  if (read.error !== null && read.data === undefined)
    return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  const files = read.data?.files ?? [];
  const close = () => {
    setIsAdding(false);
    setSearch({}, { replace: true });
  };
  const add = <Button onClick={() => setIsAdding(true)}>{t.add}</Button>;
  return (
    <>
      <AdaptiveTable
        label={t.title}
        columns={columns}
        items={files}
        idOf={({ hash }) => hash}
        isLoading={read.isPending}
        empty={<Empty title={t.empty}>{t.emptyText}</Empty>}
        header={
          <ListHeader
            title={t.title}
            description={t.description}
            count={files.length}
            {...(mayAllow ? { actions: add } : {})}
          />
        }
      />
      {(isAdding || search.has("file")) && mayAllow ? (
        <AllowDialog
          key={search.get("file")}
          hash={search.get("file") ?? ""}
          name={search.get("name") ?? ""}
          incidentId={search.get("incident") ?? undefined}
          onClose={close}
        />
      ) : null}
      {removing === undefined ? null : <RemoveDialog file={removing} onClose={() => setRemoving(undefined)} />}
    </>
  );
}

function useColumns(
  mayAllow: boolean,
  remove: (file: AllowedFile) => void,
): TableProps.ColumnDefinition<AllowedFile>[] {
  const { text } = useText();
  const { settings } = text;
  const { allowed: t } = settings;
  const columns: TableProps.ColumnDefinition<AllowedFile>[] = [
    { id: "file", header: t.file, isRowHeader: true, minWidth: 200, cell: (file) => <File file={file} /> },
    { id: "reason", header: t.reason, minWidth: 160, cell: ({ reason }) => <span className="said">{reason}</span> },
    { id: "until", header: t.until, minWidth: 170, cell: ({ until }) => <Until at={until} /> },
    { id: "by", header: t.by, minWidth: 190, cell: (file) => <By file={file} /> },
  ];
  if (!mayAllow) return columns;
  const actions: TableProps.ColumnDefinition<AllowedFile> = {
    id: "actions",
    header: settings.actions,
    minWidth: 155,
    cell: (file) => (
      <Button ariaLabel={t.removeOf(nameOf(file))} onClick={() => remove(file)}>
        {t.remove}
      </Button>
    ),
  };
  return [...columns, actions];
}

function File({ file: { name, hash } }: { file: AllowedFile }) {
  return (
    <>
      {name === undefined ? null : <div>{name}</div>}
      <span className="technical">{hash}</span>
    </>
  );
}

function Until({ at }: { at: string }) {
  const { text } = useText();
  return (
    <>
      <Time at={at} />
      {Date.parse(at) > Date.now() ? null : (
        <div>
          <StatusIndicator type="stopped">{text.settings.allowed.ended}</StatusIndicator>
        </div>
      )}
    </>
  );
}

function By({ file: { addedBy, addedAt } }: { file: AllowedFile }) {
  if (addedBy === undefined || addedAt === undefined) return "–";
  return (
    <>
      <div>{addedBy}</div>
      <Time at={addedAt} />
    </>
  );
}

function RemoveDialog({ file, onClose }: { file: AllowedFile; onClose(): void }) {
  const { text } = useText();
  const { allowed: t } = text.settings;
  const { customerId } = useCustomer();
  const tell = useTell();
  const remove = useChange("disallowFile");
  const confirm = () =>
    remove.mutate(
      { params: { customerId, hash: file.hash } },
      {
        onSuccess: () => {
          tell({ type: "success", content: t.removed(nameOf(file)) });
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t.removeQuestion(nameOf(file))}
      confirm={t.remove}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <Box>{t.removeText}</Box>
    </ConfirmDialog>
  );
}
