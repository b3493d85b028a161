// Says that an inquiry is done; the desk may also say whose turn it is.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { useState } from "react";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useErrorText } from "../../parts/states.tsx";
import { useChange } from "../../queries.ts";
import { type InquiryDetail, type InquiryStatus, isInquiryStatus, useIsDesk, useStatusWords } from "./words.tsx";

const ALL: readonly InquiryStatus[] = ["waiting-for-us", "waiting-for-customer", "done"];

export function StatusButton({ inquiry }: { inquiry: InquiryDetail }) {
  const isDesk = useIsDesk();
  return isDesk ? <DeskStatus inquiry={inquiry} /> : <Finish inquiry={inquiry} />;
}

function useStatusChange({ customerId, inquiryId, version }: InquiryDetail) {
  const change = useChange("changeInquiryStatus");
  const to = (status: InquiryStatus, told: { onSuccess(): void; onError?(error: Error): void }) =>
    change.mutate({ params: { customerId, inquiryId }, body: { status }, ifMatch: `"${version}"` }, told);
  return { to, isPending: change.isPending, error: change.error, reset: change.reset };
}

function DeskStatus({ inquiry }: { inquiry: InquiryDetail }) {
  const { text } = useText();
  const { inquiries: t } = text;
  const words = useStatusWords();
  const tell = useTell();
  const errorText = useErrorText();
  const change = useStatusChange(inquiry);
  const press = (id: string) => {
    if (!isInquiryStatus(id)) return;
    change.to(id, {
      onSuccess: () => tell({ type: "success", content: t.statusChanged(words[id]) }),
      onError: (error) => tell({ type: "error", content: errorText(error).message }),
    });
  };
  return (
    <ButtonDropdown
      items={ALL.filter((one) => one !== inquiry.status).map((id) => ({ id, text: words[id] }))}
      loading={change.isPending}
      loadingText={text.common.sending}
      onItemClick={({ detail }) => press(detail.id)}
    >
      {t.changeStatus}
    </ButtonDropdown>
  );
}

function Finish({ inquiry }: { inquiry: InquiryDetail }) {
  const { text } = useText();
  const { inquiries: t } = text;
  const tell = useTell();
  const change = useStatusChange(inquiry);
  const [isAsking, setIsAsking] = useState(false);
  const close = () => {
    setIsAsking(false);
    change.reset();
  };
  const confirm = () =>
    change.to("done", {
      onSuccess: () => {
        tell({ type: "success", content: t.finished });
        close();
      },
    });
  // While it is sent the page may already read that it is done: what says so to the person must stand until it is answered.
  if (inquiry.status === "done" && !isAsking) return null;
  return (
    <>
      <Button onClick={() => setIsAsking(true)}>{t.finish}</Button>
      {isAsking ? (
        <ConfirmDialog
          title={t.finish}
          confirm={t.finish}
          isBusy={change.isPending}
          error={change.error}
          onConfirm={confirm}
          onDismiss={close}
        >
          <Box>{t.finishText}</Box>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
