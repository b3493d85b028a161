// A mail to one recipient that shows that mails arrive.
import Button from "@cloudscape-design/components/button";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useErrorText } from "../../parts/states.tsx";
import { useChange } from "../../queries.ts";

export function TestMailButton({ address }: { address: string }) {
  const { text } = useText();
  const { recipients: t } = text.settings;
  const { customerId } = useCustomer();
  const tell = useTell();
  const errorText = useErrorText();
  const send = useChange("sendTestMail");
  const toldOf = {
    sent: { type: "success", content: t.tested(address) },
    pending: { type: "info", content: t.testPending(address) },
    failed: { type: "error", content: t.testFailed(address) },
  } as const;
  const press = () =>
    send.mutate(
      { params: { customerId }, body: { address } },
      {
        onSuccess: ({ state }) => tell(toldOf[state]),
        onError: (error) => tell({ type: "error", content: errorText(error).message }),
      },
    );
  return (
    <Button ariaLabel={t.testOf(address)} loading={send.isPending} loadingText={text.common.sending} onClick={press}>
      {t.test}
    </Button>
  );
}
