// Whether a computer is exempt, and whose exemption it is: ours, or a group of the product.
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Answer } from "../../api.ts";
import { useText } from "../../language.tsx";
import { Time } from "../../parts/time.tsx";

export type Exempted = Pick<Answer<"readComputer">, "exempt" | "exemptBy" | "exemption">;

export function ExemptionWord({ exempt, exemptBy, exemption }: Exempted) {
  const { text } = useText();
  const { inventory: t } = text;
  if (!exempt) return <>{t.notExempt}</>;
  return (
    <>
      <StatusIndicator type="warning">{t.exempt}</StatusIndicator>
      {exemption === undefined ? null : <div>{exemption.reason}</div>}
      {exemptBy.includes("product") ? <div>{t.vendors}</div> : null}
      {exemption?.until === undefined ? null : (
        <div>
          {t.until} <Time at={exemption.until} />
        </div>
      )}
    </>
  );
}
