// Writes to an inquiry; the desk may say with it that nothing is left to do.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { useText } from "../../language.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useErrorText } from "../../parts/states.tsx";
import { useChange } from "../../queries.ts";
import { type InquiryDetail, useIsDesk } from "./words.tsx";
import { WrittenLanguage } from "./written-language.tsx";

export const MOST_CHARACTERS = 8000;

export function Reply({ inquiry: { customerId, inquiryId, status } }: { inquiry: InquiryDetail }) {
  const { text, language: own } = useText();
  const { inquiries: t } = text;
  const isDesk = useIsDesk();
  const tell = useTell();
  const errorText = useErrorText();
  const send = useChange("addInquiryMessage");
  const [said, setSaid] = useState("");
  const [language, setLanguage] = useState(own);
  const press = (done: boolean) =>
    send.mutate(
      { params: { customerId, inquiryId }, body: { text: said.trim(), language, ...(done ? { done } : {}) } },
      {
        onSuccess: () => {
          setSaid("");
          tell({ type: "success", content: t.replied });
        },
      },
    );
  const isEmpty = said.trim() === "";
  return (
    <Container header={<Header variant="h2">{t.reply}</Header>}>
      <SpaceBetween size="m">
        <FormField stretch label={t.reply} description={status === "done" ? t.reopens : t.replyText}>
          <Textarea rows={5} value={said} onChange={({ detail }) => setSaid(detail.value.slice(0, MOST_CHARACTERS))} />
        </FormField>
        <WrittenLanguage language={language} onChange={setLanguage} />
        {send.error === null ? null : <Alert type="error">{errorText(send.error).message}</Alert>}
        <SpaceBetween direction="horizontal" size="xs">
          <Button
            variant="primary"
            disabled={isEmpty}
            loading={send.isPending}
            loadingText={text.common.sending}
            onClick={() => press(false)}
          >
            {t.sendReply}
          </Button>
          {isDesk ? (
            <Button disabled={isEmpty || send.isPending} onClick={() => press(true)}>
              {t.sendAndDone}
            </Button>
          ) : null}
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  );
}
