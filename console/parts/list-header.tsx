// What stands above every list: its name, what it is, how many, the way to read it again, and what can be done.
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header, { type HeaderProps } from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { useText } from "../language.tsx";

interface ListHeaderProps extends Pick<HeaderProps, "variant"> {
  title: string;
  description?: string | undefined;
  /** Where all of them are known. */
  count?: number;
  onRefresh?(): void;
  actions?: ReactNode;
}

export function ListHeader({ title, description, count, onRefresh, actions, variant = "h2" }: ListHeaderProps) {
  const { text } = useText();
  const buttons = (
    <SpaceBetween direction="horizontal" size="xs">
      {onRefresh === undefined ? null : (
        <Button iconName="refresh" ariaLabel={text.common.refresh} onClick={onRefresh} />
      )}
      {actions}
    </SpaceBetween>
  );
  return (
    <Header
      variant={variant}
      {...(description === undefined ? {} : { description })}
      {...(count === undefined ? {} : { counter: `(${count})` })}
      {...(onRefresh === undefined && actions === undefined ? {} : { actions: buttons })}
    >
      {title}
    </Header>
  );
}

/** A screen that is a list. */
export function ListScreen({ children, ...header }: Omit<ListHeaderProps, "variant"> & { children: ReactNode }) {
  return <ContentLayout header={<ListHeader variant="h1" {...header} />}>{children}</ContentLayout>;
}
