// A question before something happens: what, to whom, and what it means. Its failure is told in it, where the person looks.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { useText } from "../language.tsx";
import { useErrorText } from "./states.tsx";

interface ConfirmDialogProps {
  title: string;
  /** The verb on the button. */
  confirm: string;
  /** While the answer is awaited. */
  isBusy: boolean;
  error: Error | null;
  /** True: something is still missing. */
  isIncomplete?: boolean;
  onConfirm(): void;
  onDismiss(): void;
  children: ReactNode;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, confirm, isBusy, error, isIncomplete = false, onConfirm, onDismiss, children } = props;
  const { text } = useText();
  const errorText = useErrorText();
  return (
    <Modal
      visible
      header={title}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              {text.common.cancel}
            </Button>
            <Button
              variant="primary"
              loading={isBusy}
              loadingText={text.common.sending}
              disabled={isIncomplete}
              onClick={onConfirm}
            >
              {confirm}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {children}
        {error === null ? null : <Alert type="error">{errorText(error).message}</Alert>}
      </SpaceBetween>
    </Modal>
  );
}
