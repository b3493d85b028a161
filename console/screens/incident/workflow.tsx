// For analysts: the state machine with the path that this incident took, and the way to AWS's console.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import { useSearchParams } from "react-router";
import machine from "../../../workflows/incident-response.asl.json";
import type { Answer } from "../../api.ts";
import { everyPage } from "../../every-page.ts";
import { useText } from "../../language.tsx";
import { STEPS } from "../../messages/steps.ts";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { Time } from "../../parts/time.tsx";
import { keyOf, useApi } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";
import { machineOf, pathOf, type Visit } from "./workflow-model.ts";

const Drawing = lazy(() => import("../../parts/drawing.tsx"));
const MACHINE = machineOf(machine);

export default function Workflow({ incident }: TabProps) {
  const { text } = useText();
  const { workflow: t } = text;
  const [search, setSearch] = useSearchParams();
  const asked = Number(search.get("round"));
  const round = Number.isInteger(asked) && asked >= 1 && asked < incident.round ? asked : incident.round;
  const read = useExecution(incident, round);
  if (read.data === undefined)
    return read.error === null ? <Loading /> : <Failed error={read.error} onRetry={() => void read.refetch()} />;
  const { state, execution, executionLink, events } = read.data;
  const path = pathOf(events);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t.description}
          actions={
            executionLink === undefined ? undefined : (
              <Button
                href={executionLink}
                target="_blank"
                rel="noopener noreferrer"
                iconName="external"
                iconAlign="right"
              >
                {t.openExecution}
              </Button>
            )
          }
        >
          {text.incident.tabs.workflow}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={3}
          items={[
            { label: t.state, value: t.states[state] },
            {
              label: t.rounds,
              value: <Rounds last={incident.round} round={round} onChange={(n) => setSearch({ round: String(n) })} />,
            },
            { label: t.execution, value: <span className="technical">{execution}</span> },
          ]}
        />
        {path.length === 0 ? <Empty title={t.empty} /> : <Drawn path={path} />}
        {path.length === 0 ? null : <Path path={path} />}
      </SpaceBetween>
    </Container>
  );
}

function useExecution({ customerId, incidentId }: TabProps["incident"], round: number) {
  const api = useApi();
  const read = { params: { customerId, incidentId }, query: { round } };
  return useQuery<Answer<"readWorkflow">, Error>({
    queryKey: [...keyOf("readWorkflow", read), "whole"],
    refetchInterval: ({ state: { data } }) => (data?.state === "running" ? 15_000 : false),
    queryFn: async ({ signal }) => {
      const cursorOf = (answer: { cursor?: string }) => answer;
      const pages = await everyPage({ api, operation: "readWorkflow", read, cursorOf, signal });
      const [first] = pages;
      if (first === undefined) throw new Error("An execution has a first page.");
      return { ...first, events: pages.flatMap(({ events }) => events) };
    },
  });
}

function Rounds({ last, round, onChange }: { last: number; round: number; onChange(round: number): void }) {
  const { text } = useText();
  const { workflow: t } = text;
  if (last === 1) return <>{t.round(1)}</>;
  const options = Array.from({ length: last }, (_none, index) => ({
    value: String(index + 1),
    label: t.round(index + 1),
  }));
  return (
    <Select
      ariaLabel={t.rounds}
      options={options}
      selectedOption={options[round - 1] ?? null}
      onChange={({ detail }) => onChange(Number(detail.selectedOption.value))}
    />
  );
}

/** As AWS names the step, in Japanese beside it. */
function useStepName(): (name: string) => string {
  const { language } = useText();
  return (name) => (language === "ja" ? (STEPS[name] ?? name) : name);
}

function Drawn({ path }: { path: readonly Visit[] }) {
  const { text } = useText();
  const stepName = useStepName();
  const { workflow: t } = text;
  const visits = useMemo(() => Map.groupBy(path, ({ name }) => name), [path]);
  const taken = new Set(path.map(({ from = "", name }) => `${from}→${name}`));
  const nodes = MACHINE.steps.map(({ name }) => {
    const n = visits.get(name)?.length ?? 0;
    return {
      id: name,
      name: stepName(name),
      look: n === 0 ? "step" : "step visited",
      heading: n === 0 ? "" : t.visited(n),
    };
  });
  const edges = MACHINE.transitions.map(({ from, to }) => ({ from, to, isOnPath: taken.has(`${from}→${to}`) }));
  return (
    <Suspense fallback={<Loading />}>
      <Drawing
        nodes={nodes}
        edges={edges}
        label={text.incident.tabs.workflow}
        direction="TB"
        focus={path.at(-1)?.name}
      />
    </Suspense>
  );
}

function Path({ path }: { path: readonly Visit[] }) {
  const { text } = useText();
  const stepName = useStepName();
  return (
    <div>
      <Box variant="h3">{text.workflow.path}</Box>
      <ol className="path">
        {path.map(({ id, name, at }) => (
          <li key={id}>
            <Time at={at} /> {stepName(name)}
          </li>
        ))}
      </ol>
    </div>
  );
}
