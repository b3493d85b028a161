// Comments: what the house and people said, newest first, with the recommended actions that came with each; and a reply.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { useText } from "../../language.tsx";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { Time } from "../../parts/time.tsx";
import type { IncidentDetail, TabProps } from "../incident-detail.ts";
import { CommentForm } from "./comment-form.tsx";
import { type Entry, useLiveTimeline } from "./live-timeline.ts";
import { type Comment, Said, wordsOf } from "./said.tsx";
import { By } from "./timeline-entry.tsx";

type CommentEntry = Entry & { fact: Comment };
const isSaid = (entry: Entry): entry is CommentEntry =>
  entry.fact.kind === "comment" || entry.fact.kind === "person-comment";

export default function Comments({ incident }: TabProps) {
  const { text } = useText();
  const { comments: t } = text;
  const list = useLiveTimeline(incident);
  const [reply, setReply] = useState<string>();
  const [isWriting, setIsWriting] = useState(false);
  const quote = (quoted: string) => {
    setReply(quoted);
    setIsWriting(true);
    window.scrollTo({ top: 0, behavior: "smooth" });
  };
  if (list.error !== null && list.items.length === 0) return <Failed error={list.error} onRetry={list.again} />;
  if (list.isPending) return <Loading />;
  const said = list.items.filter(isSaid);
  return (
    <SpaceBetween size="l">
      <ExpandableSection
        variant="container"
        headerText={t.write}
        expanded={isWriting}
        onChange={({ detail }) => setIsWriting(detail.expanded)}
      >
        <CommentForm key={reply} incident={incident} quoted={reply ?? ""} />
      </ExpandableSection>
      <Container header={<Header variant="h2">{text.incident.tabs.comments}</Header>}>
        {said.length === 0 && !list.hasMore ? <Empty title={t.empty} /> : null}
        <ol className="timeline comments">
          {said.map((entry) => (
            <li key={entry.entryId}>
              <OneComment entry={entry} incident={incident} onReply={quote} />
            </li>
          ))}
        </ol>
        {list.hasMore ? (
          <Box textAlign="center">
            <Button loading={list.isLoadingMore} onClick={list.more}>
              {t.older}
            </Button>
          </Box>
        ) : null}
      </Container>
    </SpaceBetween>
  );
}

interface OneCommentProps extends TabProps {
  entry: CommentEntry;
  onReply(quoted: string): void;
}

function OneComment({ entry: { fact, entryId, actor, occurredAt, recordedAt }, incident, onReply }: OneCommentProps) {
  const { text, language } = useText();
  const { comments: t } = text;
  const name = actor.kind === "person" ? actor.name : "Hikeshi MDR";
  const words = fact.kind === "comment" ? fact.text[language] : wordsOf(fact, language).words;
  const recommended = incident.recommended.filter(({ at, commentId }) =>
    fact.kind === "comment" ? commentId === undefined && at === recordedAt : commentId === fact.commentId,
  );
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="s">
        <By actor={actor} />
        <Box variant="small">
          <Time at={occurredAt} />
        </Box>
      </SpaceBetween>
      <Said fact={fact} entryId={entryId} recordedAt={recordedAt} />
      <Recommended items={recommended} />
      <Button variant="inline-link" ariaLabel={t.replyTo(name)} onClick={() => onReply(quoteOf(name, words))}>
        {t.reply}
      </Button>
    </SpaceBetween>
  );
}

const QUOTED_LINES = 3;

/** The first lines, as Markdown quotes; the empty line ends the quotation. */
function quoteOf(name: string, words: string): string {
  const lines = words.split("\n").filter((line) => line.trim() !== "" && !line.startsWith(">"));
  return `${[`${name}:`, ...lines.slice(0, QUOTED_LINES)].map((line) => `> ${line}`).join("\n")}\n\n`;
}

function Recommended({ items }: { items: IncidentDetail["recommended"] }) {
  const { text, language } = useText();
  const { comments: t } = text;
  if (items.length === 0) return null;
  return (
    <div>
      <Box variant="awsui-key-label">{t.recommended}</Box>
      <ol className="path">
        {items.map(({ recommendedId, text: words, done }) => (
          <li key={recommendedId}>
            {words[language]}{" "}
            <StatusIndicator type={done === undefined ? "pending" : "success"}>
              {done === undefined ? t.notDone : t.done}
            </StatusIndicator>
          </li>
        ))}
      </ol>
    </div>
  );
}
