// The messages of an inquiry as they were written, oldest first.
import Box from "@cloudscape-design/components/box";
import Icon from "@cloudscape-design/components/icon";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useText } from "../../language.tsx";
import { Time } from "../../parts/time.tsx";
import { type InquiryDetail, useActorName } from "./words.tsx";

export function Thread({ messages }: Pick<InquiryDetail, "messages">) {
  const { text, language: reader } = useText();
  const { inquiries: t } = text;
  const nameOf = useActorName();
  const sides = { customer: t.fromCustomer, desk: t.fromDesk };
  return (
    <ol className="timeline" aria-label={t.thread}>
      {messages.map(({ messageId, at, from, actor, text: said, language, undelivered = [] }) => (
        <li key={messageId}>
          <Icon name={from === "customer" ? "user-profile" : "contact"} />
          <div>
            <Box color="text-body-secondary" fontSize="body-s">
              {`${nameOf(actor)} (${sides[from]}) · `}
              <Time at={at} />
            </Box>
            <p className="said" lang={language}>
              {said}
            </p>
            {undelivered.map(({ to, at, text }) => (
              <StatusIndicator key={`${to} ${at}`} type="warning">
                {text[reader]} · <Time at={at} />
              </StatusIndicator>
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}
