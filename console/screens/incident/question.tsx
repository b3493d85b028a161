// 「この作業に心当たりはありますか」: what the house asks the customer, with the answers as buttons, and what was answered.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { useText } from "../../language.tsx";
import { useMayAct } from "../../parts/isolate.tsx";
import { Time } from "../../parts/time.tsx";
import type { IncidentDetail } from "../incident-detail.ts";
import { useActorText } from "./timeline-entry.tsx";

type Asked = NonNullable<IncidentDetail["question"]>;

interface QuestionProps {
  question: Asked;
  isFinished: boolean;
  onAnswer(known: boolean): void;
}

/** Nothing where the incident ended without an answer. */
export function Question(props: QuestionProps) {
  const { answer } = props.question;
  if (answer !== undefined) return <Answered {...props} answer={answer} />;
  return props.isFinished ? null : <Open {...props} />;
}

function Open({ question, onAnswer }: QuestionProps) {
  const { text, language } = useText();
  const { question: t } = text.incident;
  const actorText = useActorText();
  const mayAct = useMayAct();
  const { text: words, askedAt, answerBy } = question;
  const asker = (
    <>
      {actorText({ kind: "mdr" })}
      <Small>
        <Time at={askedAt} />
      </Small>
    </>
  );
  return (
    <Alert type="warning" header={words[language]}>
      <SpaceBetween size="s">
        <Box>{t.why}</Box>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t.askedBy, value: asker },
            { label: t.to, value: t.toCustomer },
            { label: t.answerBy, value: <AnswerBy at={answerBy} /> },
          ]}
        />
        {mayAct ? (
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={() => onAnswer(true)}>{t.known}</Button>
            <Button onClick={() => onAnswer(false)}>{t.unknown}</Button>
          </SpaceBetween>
        ) : null}
      </SpaceBetween>
    </Alert>
  );
}

function AnswerBy({ at }: { at: string | undefined }) {
  const { text } = useText();
  const { question: t } = text.incident;
  if (at === undefined) return <>{t.noDate}</>;
  return (
    <>
      <Time at={at} />
      <Small>{Date.parse(at) > Date.now() ? t.remindsThen : t.overdue}</Small>
    </>
  );
}

function Small({ children }: { children: ReactNode }) {
  return (
    <Box variant="small" display="block">
      {children}
    </Box>
  );
}

function Answered({ answer, isFinished, onAnswer }: QuestionProps & { answer: NonNullable<Asked["answer"]> }) {
  const { text } = useText();
  const { question: t } = text.incident;
  const actorText = useActorText();
  const mayAct = useMayAct();
  const { known, at, by } = answer;
  return (
    <Alert type="info" header={t.answered(known ? t.known : t.unknown)}>
      <SpaceBetween size="xs">
        <Box>
          {by === undefined ? null : `${t.answeredBy}: ${actorText(by)} · `}
          <Time at={at} />
        </Box>
        {isFinished ? null : <Box>{known ? t.knownNext : t.unknownNext}</Box>}
        {/* Somebody else may know it: the API takes that answer too. */}
        {isFinished || known || !mayAct ? null : <Button onClick={() => onAnswer(true)}>{t.correct}</Button>}
      </SpaceBetween>
    </Alert>
  );
}
