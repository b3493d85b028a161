// What waits for a person's word: a question to the customer, a decision of an analyst. The dialogs stay open where somebody
// else is faster: who was about to answer is told so, and loses nothing that was typed.
import SpaceBetween from "@cloudscape-design/components/space-between";
import { lazy, Suspense, useState } from "react";
import { useCustomer } from "../../customer.tsx";
import type { TabProps } from "../incident-detail.ts";
import { Escalation, WhatHappened } from "./escalation.tsx";
import { Question } from "./question.tsx";

// The calendar is large, and whoever comes reads first.
const AnswerDialog = lazy(() => import("./answer-dialog.tsx"));
const ResumeDialog = lazy(() => import("./resume-dialog.tsx"));

export default function ForPeople({ incident }: TabProps) {
  const { person } = useCustomer();
  const [open, setOpen] = useState<"known" | "unknown" | "resume">();
  const close = () => setOpen(undefined);
  const { question, waitingFor } = incident;
  const isMine = waitingFor === "analyst" && person.role === "analyst";
  const isShown = question !== undefined || isMine;
  return (
    <>
      {isShown ? (
        <SpaceBetween size="m">
          {question === undefined ? null : (
            <Question
              question={question}
              isFinished={incident.finishedAt !== undefined}
              onAnswer={(known) => setOpen(known ? "known" : "unknown")}
            />
          )}
          {isMine ? <Escalation incident={incident} onResume={() => setOpen("resume")} /> : null}
        </SpaceBetween>
      ) : null}
      <Suspense fallback={null}>
        {open === "known" || open === "unknown" ? (
          <AnswerDialog incident={incident} known={open === "known"} onClose={close} />
        ) : null}
        {open === "resume" ? (
          <ResumeDialog incident={incident} onClose={close}>
            {isMine ? <WhatHappened incident={incident} /> : null}
          </ResumeDialog>
        ) : null}
      </Suspense>
    </>
  );
}
