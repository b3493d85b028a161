// People's own words as Markdown: a subset, no HTML, no pictures; links lead outside and to web pages only.
import Link from "@cloudscape-design/components/link";
import type { ReactNode } from "react";
import ReactMarkdown from "react-markdown";
import { useText } from "../language.tsx";

const ALLOWED = ["p", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "br", "a"];

export default function Markdown({ text }: { text: string }) {
  return (
    <div className="markdown">
      <ReactMarkdown allowedElements={ALLOWED} unwrapDisallowed components={{ a: Outside }}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

function Outside({ href = "", children }: { href?: string | undefined; children?: ReactNode }) {
  const { text } = useText();
  if (!/^https?:$/.test(URL.parse(href)?.protocol ?? "")) return <>{children}</>;
  return (
    <Link external externalIconAriaLabel={text.common.newTab} href={href} rel="noopener noreferrer nofollow">
      {children}
    </Link>
  );
}
