// ネットワーク隔離 from an incident: its only computer at once, or a choice among several.
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import { useState } from "react";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import { useRead } from "../queries.ts";
import { IsolationWord } from "./badges.tsx";
import { type Isolable, IsolateButton, IsolateDialog } from "./isolate.tsx";
import { Empty, Failed, Loading } from "./states.tsx";

export function IsolateFromIncident({ incidentId, title }: { incidentId: string; title: string }) {
  const { text } = useText();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button wrapText={false} ariaLabel={text.incidents.isolateOf(title)} onClick={() => setIsOpen(true)}>
        {text.isolate.action}
      </Button>
      {isOpen ? <IncidentIsolation incidentId={incidentId} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

interface IncidentIsolationProps {
  incidentId: string;
  onClose(): void;
}

export default function IncidentIsolation({ incidentId, onClose }: IncidentIsolationProps) {
  const { text } = useText();
  const { customerId } = useCustomer();
  const read = useRead("readIncident", { params: { customerId, incidentId } });
  const computers = read.data?.computers ?? [];
  const [only] = computers;
  // Once asked it is asked about this computer, whatever is read meanwhile.
  const [asked, setAsked] = useState<Isolable>();
  const isFree = only?.isolation === "connected" || only?.isolation === "releasing";
  if (asked === undefined && computers.length === 1 && isFree) setAsked(only);
  if (asked !== undefined) return <IsolateDialog computer={asked} onClose={onClose} />;
  const { incidents: t } = text;
  return (
    <Modal
      visible
      header={t.isolateWhich}
      onDismiss={onClose}
      footer={<Button onClick={onClose}>{text.common.close}</Button>}
    >
      {read.data === undefined && read.error === null ? <Loading /> : null}
      {read.data === undefined && read.error !== null ? (
        <Failed error={read.error} onRetry={() => void read.refetch()} />
      ) : null}
      {read.data !== undefined && computers.length === 0 ? <Empty title={text.computers.empty} /> : null}
      <ul className="choices">
        {computers.map((computer) => (
          <li key={computer.computerId}>
            <span>{computer.name}</span>
            <IsolationWord isolation={computer.isolation} />
            <IsolateButton computer={computer} />
          </li>
        ))}
      </ul>
    </Modal>
  );
}
