// What the screens of inquiries share: whose turn it is, in the reader's words.
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Answer } from "../../api.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import type { Messages } from "../../messages/en.ts";

export type InquiryDetail = Answer<"readInquiry">;
export type InquiryStatus = InquiryDetail["status"];
export type Actor = InquiryDetail["openedBy"];

const LOOKS: Record<InquiryStatus, StatusIndicatorProps.Type> = {
  "waiting-for-us": "in-progress",
  "waiting-for-customer": "pending",
  done: "success",
};

export const isInquiryStatus = (value: string): value is InquiryStatus => Object.hasOwn(LOOKS, value);

export function useIsDesk(): boolean {
  return useCustomer().person.role !== "customer";
}

export function useStatusWords(): Messages["inquiries"]["statuses"] {
  const { text } = useText();
  return useIsDesk() ? text.inquiries.deskStatuses : text.inquiries.statuses;
}

export function InquiryStatusWord({ status }: { status: InquiryStatus }) {
  const words = useStatusWords();
  return <StatusIndicator type={LOOKS[status]}>{words[status]}</StatusIndicator>;
}

export function useActorName(): (actor: Actor) => string {
  const { text } = useText();
  return (actor) => (actor.kind === "person" ? actor.name : text.inquiries.person[actor.kind]);
}
