// The secrets of a source: make a new one (shown once), retire an old one.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { Answer } from "../../api.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useErrorText } from "../../parts/states.tsx";
import { useChange } from "../../queries.ts";
import type { Source } from "./source-draft.ts";

interface SecretsProps {
  source: Source;
  onClose(): void;
}

/** One question at a time: the list, the new secret, or whether to retire one. */
export function SecretsDialog({ source, onClose }: SecretsProps) {
  const { text } = useText();
  const { sources: t } = text.settings;
  const { customerId } = useCustomer();
  const errorText = useErrorText();
  const make = useChange("addSourceSecret");
  const [made, setMade] = useState<Answer<"addSourceSecret">>();
  const [retiring, setRetiring] = useState<string>();
  const press = () => make.mutate({ params: { customerId, source: source.name } }, { onSuccess: setMade });
  if (made !== undefined) return <NewSecret made={made} onKept={() => setMade(undefined)} />;
  if (retiring !== undefined)
    return <Retire source={source} secretId={retiring} onClose={() => setRetiring(undefined)} />;
  return (
    <Modal
      visible
      header={t.secretsTitle(source.name)}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {text.common.close}
            </Button>
            <Button variant="primary" loading={make.isPending} loadingText={text.common.sending} onClick={press}>
              {t.makeSecret}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>{t.secretsText}</Box>
        {source.secretIds.length === 0 ? <Alert type="warning">{t.noSecret}</Alert> : null}
        <ul className="choices">
          {source.secretIds.map((secretId, index) => (
            <li key={secretId}>
              <span>
                <span className="technical">{secretId}</span>
                {index === 0 && source.secretIds.length > 1 ? ` (${t.newest})` : ""}
              </span>
              <Button ariaLabel={t.retireOf(secretId)} onClick={() => setRetiring(secretId)}>
                {t.retire}
              </Button>
            </li>
          ))}
        </ul>
        {make.error === null ? null : <Alert type="error">{errorText(make.error).message}</Alert>}
      </SpaceBetween>
    </Modal>
  );
}

/** No way out but to say that it was kept: it is not shown again. */
function NewSecret({ made: { secret, secretId }, onKept }: { made: Answer<"addSourceSecret">; onKept(): void }) {
  const { text } = useText();
  const { sources: t } = text.settings;
  return (
    <Modal
      visible
      header={t.makeSecret}
      onDismiss={({ detail }) => detail.reason === "closeButton" && onKept()}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onKept}>
            {t.kept}
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning">{secret === undefined ? t.secretLost : t.secretOnce}</Alert>
        {secret === undefined ? null : (
          <FormField label={t.secret}>
            <span className="technical">
              <CopyToClipboard
                variant="inline"
                textToCopy={secret}
                copyButtonAriaLabel={t.copySecret}
                copySuccessText={text.common.copied}
                copyErrorText={text.common.copyFailed}
              />
            </span>
          </FormField>
        )}
        <FormField label={t.secretId}>
          <span className="technical">{secretId}</span>
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}

function Retire({ source, secretId, onClose }: SecretsProps & { secretId: string }) {
  const { text } = useText();
  const { sources: t } = text.settings;
  const { customerId } = useCustomer();
  const tell = useTell();
  const retire = useChange("retireSourceSecret");
  const confirm = () =>
    retire.mutate(
      { params: { customerId, source: source.name, secretId } },
      {
        onSuccess: () => {
          tell({ type: "success", content: t.retired(secretId) });
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t.retireQuestion(secretId)}
      confirm={t.retire}
      isBusy={retire.isPending}
      error={retire.error}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <Box>{t.retireText}</Box>
      {source.secretIds.length === 1 ? <Alert type="warning">{t.retireLast}</Alert> : null}
    </ConfirmDialog>
  );
}
