// A part of the settings as a form: it begins with what stands, is saved as a whole, and begins anew where somebody was faster.
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { useText } from "../../language.tsx";
import { useTell } from "../../parts/notices.tsx";
import { Failed, Loading, useErrorText } from "../../parts/states.tsx";
import {
  type Body,
  isVersionConflict,
  type Settings,
  useMayChange,
  useSaveSettings,
  useSettings,
  type Versioned,
} from "./use-settings.ts";

export interface FieldsProps<D> {
  draft: D;
  change(part: Partial<D>): void;
  isReadOnly: boolean;
  /** The settings that stand. */
  settings: Settings;
}

interface SettingsFormProps<D> {
  title: string;
  description?: string;
  draftOf(settings: Settings): D;
  /** Undefined while something is wrong with it. */
  bodyOf(draft: D, settings: Settings): Body | undefined;
  fields(props: FieldsProps<D>): ReactNode;
  /** A question before it is saved; call `save` to go on. */
  question?(props: { draft: D; settings: Settings; save(): void; close(): void }): ReactNode;
  needsQuestion?(draft: D, settings: Settings): boolean;
}

export function SettingsForm<D extends object>(props: SettingsFormProps<D>) {
  const read = useSettings();
  if (read.data === undefined && read.error !== null)
    return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Loading />;
  return <Editor {...props} seen={read.data} />;
}

function Editor<D extends object>({ seen, ...props }: SettingsFormProps<D> & { seen: Versioned }) {
  const { title, description, draftOf, bodyOf, fields, question, needsQuestion } = props;
  const { text } = useText();
  const { settings: t } = text;
  const tell = useTell();
  const errorText = useErrorText();
  const isReadOnly = !useMayChange();
  const { save, isPending, error } = useSaveSettings();
  /** With the version that it began from; undefined: nothing was changed. */
  const [edited, setEdited] = useState<{ draft: D; from: Versioned }>();
  const [isAsking, setIsAsking] = useState(false);
  const { draft, from } = edited ?? { draft: draftOf(seen.settings), from: seen };
  const body = bodyOf(draft, from.settings);
  const send = () => {
    setIsAsking(false);
    if (body === undefined) return;
    save(from, body, {
      onSuccess: () => {
        setEdited(undefined);
        tell({ type: "success", content: t.saved });
      },
      onError: (failure) => {
        if (!isVersionConflict(failure)) return;
        setEdited(undefined);
        tell({ type: "error", content: errorText(failure).message });
      },
    });
  };
  const submit = () => (needsQuestion?.(draft, from.settings) === true ? setIsAsking(true) : send());
  const change = (next: Partial<D>) => setEdited({ draft: { ...draft, ...next }, from });
  const buttons = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" disabled={edited === undefined} onClick={() => setEdited(undefined)}>
        {t.discard}
      </Button>
      <Button
        variant="primary"
        disabled={edited === undefined || body === undefined}
        loading={isPending}
        loadingText={text.common.sending}
        onClick={submit}
      >
        {t.save}
      </Button>
    </SpaceBetween>
  );
  const isTold = error !== null && !isVersionConflict(error);
  return (
    <Container header={<Header {...(description === undefined ? {} : { description })}>{title}</Header>}>
      <Form {...(isReadOnly ? {} : { actions: buttons })} {...(isTold ? { errorText: errorText(error).message } : {})}>
        {fields({ draft, change, isReadOnly, settings: from.settings })}
      </Form>
      {isAsking ? question?.({ draft, settings: from.settings, save: send, close: () => setIsAsking(false) }) : null}
    </Container>
  );
}
