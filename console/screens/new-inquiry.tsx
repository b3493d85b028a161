// The form for an inquiry: about an incident (`?incident=`), whose facts are attached, or where nothing was detected.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import type { Answer } from "../api.ts";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import { InsideLink } from "../parts/links.tsx";
import { useTell } from "../parts/notices.tsx";
import { Failed, Loading, useErrorText } from "../parts/states.tsx";
import { useChange, useRead } from "../queries.ts";
import { Attachment } from "./inquiries/attachment.tsx";
import { MOST_CHARACTERS } from "./inquiries/reply.tsx";
import { NO_SUSPICION, SuspicionFields, suspicionOf } from "./inquiries/suspicion-fields.tsx";
import { WrittenLanguage } from "./inquiries/written-language.tsx";

export default function NewInquiry() {
  const { text } = useText();
  const { inquiries: t } = text;
  const { customerId, person } = useCustomer();
  const [search] = useSearchParams();
  const incidentId = search.get("incident") ?? undefined;
  const query = incidentId === undefined ? {} : { incidentId };
  const form = useRead("readInquiryForm", { params: { customerId }, query });
  const shown = () => {
    if (person.role !== "customer") return <Alert type="info">{t.notFor}</Alert>;
    if (form.data !== undefined) return <Editor key={incidentId ?? ""} form={form.data} incidentId={incidentId} />;
    return form.error === null ? <Loading /> : <Failed error={form.error} onRetry={() => void form.refetch()} />;
  };
  return (
    <ContentLayout header={<Header variant="h1">{incidentId === undefined ? t.newTitle : t.newAbout}</Header>}>
      {shown()}
    </ContentLayout>
  );
}

interface EditorProps {
  form: Answer<"readInquiryForm">;
  incidentId: string | undefined;
}

function Editor({ form, incidentId }: EditorProps) {
  const { text, language: own } = useText();
  const { inquiries: t } = text;
  const { customerId, timeZone } = useCustomer();
  const navigate = useNavigate();
  const tell = useTell();
  const errorText = useErrorText();
  const open = useChange("openInquiry");
  const [subject, setSubject] = useState(form.subject?.[own].slice(0, 200) ?? "");
  const [said, setSaid] = useState("");
  const [language, setLanguage] = useState(own);
  const [isSuspicion, setIsSuspicion] = useState(incidentId === undefined);
  const [suspicion, setSuspicion] = useState(NO_SUSPICION);
  const noticed = isSuspicion ? suspicionOf(suspicion, timeZone, Date.now()) : undefined;
  const isIncomplete = subject.trim() === "" || said.trim() === "" || (isSuspicion && noticed === undefined);
  const send = () => {
    const about = incidentId === undefined ? {} : { incidentId };
    const body = {
      subject: subject.trim(),
      text: said.trim(),
      language,
      ...about,
      ...(noticed === undefined ? {} : { suspicion: noticed }),
    };
    open.mutate(
      { params: { customerId }, body },
      {
        onSuccess: ({ inquiryId }) => {
          tell({ type: "success", content: t.sent });
          void navigate(`/customers/${customerId}/inquiries/${inquiryId}`);
        },
      },
    );
  };
  const button = (
    <Button
      variant="primary"
      disabled={isIncomplete}
      loading={open.isPending}
      loadingText={text.common.sending}
      onClick={send}
    >
      {t.send}
    </Button>
  );
  return (
    <SpaceBetween size="l">
      <Alert type="info" header={t.note}>
        <span className="said">{form.note[own]}</span>
      </Alert>
      <Form actions={button} {...(open.error === null ? {} : { errorText: errorText(open.error).message })}>
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">{t.question}</Header>}>
            <SpaceBetween size="m">
              {incidentId === undefined ? null : (
                <FormField label={t.incident}>
                  <InsideLink to={`/customers/${customerId}/incidents/${incidentId}`}>{incidentId}</InsideLink>
                </FormField>
              )}
              <FormField stretch label={t.subject}>
                <Input value={subject} onChange={({ detail }) => setSubject(detail.value.slice(0, 200))} />
              </FormField>
              <FormField stretch label={t.question} description={t.questionText}>
                <Textarea
                  rows={6}
                  value={said}
                  onChange={({ detail }) => setSaid(detail.value.slice(0, MOST_CHARACTERS))}
                />
              </FormField>
              <WrittenLanguage language={language} onChange={setLanguage} />
            </SpaceBetween>
          </Container>
          {incidentId === undefined ? (
            <Container
              header={
                <Header variant="h2" description={t.aboutText}>
                  {t.about}
                </Header>
              }
            >
              <SpaceBetween size="m">
                <Checkbox checked={isSuspicion} onChange={({ detail }) => setIsSuspicion(detail.checked)}>
                  {t.isSuspicion}
                </Checkbox>
                {isSuspicion ? <SuspicionFields draft={suspicion} onChange={setSuspicion} /> : null}
              </SpaceBetween>
            </Container>
          ) : null}
          {form.attachment === undefined ? null : <Attachment text={form.attachment} />}
        </SpaceBetween>
      </Form>
    </SpaceBetween>
  );
}
