// One thing to tick off: what, who recorded it, when, and their note.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import type { Operation } from "../../api.ts";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { useMayAct } from "../../parts/isolate.tsx";
import { useTell } from "../../parts/notices.tsx";
import { Time } from "../../parts/time.tsx";
import type { useChange } from "../../queries.ts";

interface Done {
  at: string;
  by: string;
  note?: string;
}

interface TickProps {
  words: string;
  done: Done | undefined;
  dialog(onClose: () => void): React.ReactNode;
}

export function Tick({ words, done, dialog }: TickProps) {
  const { text } = useText();
  const { recovery: t } = text;
  const mayAct = useMayAct();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <li>
      <div>
        <p className="said sentence">{words}</p>
        {done === undefined ? null : <Recorded done={done} />}
      </div>
      <div className="tick">
        {done === undefined ? (
          <StatusIndicator type="pending">{t.open}</StatusIndicator>
        ) : (
          <StatusIndicator type="success">{t.done}</StatusIndicator>
        )}
        {done === undefined && mayAct ? (
          <Button ariaLabel={`${t.record}: ${words}`} onClick={() => setIsOpen(true)}>
            {t.record}
          </Button>
        ) : null}
      </div>
      {isOpen ? dialog(() => setIsOpen(false)) : null}
    </li>
  );
}

function Recorded({ done: { at, by, note } }: { done: Done }) {
  const { text } = useText();
  const { recovery: t } = text;
  return (
    <>
      <Box variant="small" display="block">
        {t.doneBy(by)} · <Time at={at} />
      </Box>
      {note === undefined ? null : (
        <p className="said">
          {t.note}: {note}
        </p>
      )}
    </>
  );
}

interface TickDialogProps<O extends Operation> {
  words: string;
  change: Pick<ReturnType<typeof useChange<O>>, "isPending" | "error">;
  /** The body, and what to do once it is recorded. */
  send(body: { note?: string }, onSuccess: { onSuccess(): void }): void;
  onClose(): void;
}

export function TickDialog<O extends Operation>({ words, change, send, onClose }: TickDialogProps<O>) {
  const { text } = useText();
  const { recovery: t } = text;
  const tell = useTell();
  const [typed, setTyped] = useState("");
  const note = typed.trim();
  const onSuccess = () => {
    tell({ type: "success", content: t.attested });
    onClose();
  };
  return (
    <ConfirmDialog
      title={t.attestQuestion}
      confirm={t.record}
      isBusy={change.isPending}
      error={change.error}
      onConfirm={() => send(note === "" ? {} : { note }, { onSuccess })}
      onDismiss={onClose}
    >
      <strong className="said">{words}</strong>
      <FormField label={t.note} description={t.noteText}>
        <Textarea value={typed} rows={3} onChange={({ detail }) => setTyped(detail.value.slice(0, 2000))} />
      </FormField>
      <Box color="text-body-secondary">{t.attestText}</Box>
    </ConfirmDialog>
  );
}
