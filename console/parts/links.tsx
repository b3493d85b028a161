// Links inside the console (no reload), and to MITRE.
import Link, { type LinkProps } from "@cloudscape-design/components/link";
import type { ReactNode } from "react";
import { useHref, useNavigate } from "react-router";
import { techniqueName } from "../../core/techniques.ts";
import { useText } from "../language.tsx";

type InsideProps = { to: string; children: ReactNode } & Pick<LinkProps, "ariaLabel" | "variant" | "fontSize">;

export function InsideLink({ to, children, ...rest }: InsideProps) {
  const navigate = useNavigate();
  const href = useHref(to);
  return (
    <Link
      {...rest}
      href={href}
      onFollow={(event) => {
        event.preventDefault();
        void navigate(to);
      }}
    >
      {children}
    </Link>
  );
}

/** `T1059.001` → https://attack.mitre.org/techniques/T1059/001/ */
export function TechniqueLink({ id }: { id: string }) {
  const { text } = useText();
  const name = techniqueName(id);
  return (
    <Link
      external
      externalIconAriaLabel={text.common.newTab}
      href={`https://attack.mitre.org/techniques/${id.replace(".", "/")}/`}
      rel="noopener noreferrer"
    >
      {name === undefined ? id : `${id} ${name}`}
    </Link>
  );
}
