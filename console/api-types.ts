// Made by `npm run types:api` from the API's own description: do not edit.
export interface Operations {
  listIncidents: {
    query: {
      cursor?: string;
      limit?: number;
      status?: string;
      severity?: string;
      waitingFor?: "customer" | "analyst";
      computer?: string;
      title?: string;
      from?: string;
      to?: string;
    };
    body: undefined;
    answer: {
      incidents: readonly {
        incidentId: string;
        customerId: string;
        round: number;
        status: "open" | "in-progress" | "on-hold" | "resolved" | "closed" | "reopened" | "invalid";
        severity: "low" | "medium" | "high" | "critical";
        title: { ja: string; en: string };
        createdAt: string;
        finishedAt?: string;
        waitingFor?: "customer" | "analyst";
        openedBy: "detection" | "person";
        computers: readonly { computerId: string; name: string }[];
        postponed?: { until: string; by: string };
        verdict?: string;
        reason?: { ja: string; en: string };
        computerCount: number;
      }[];
      cursor?: string;
    };
  };
  readIncident: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      incidentId: string;
      customerId: string;
      round: number;
      status: "open" | "in-progress" | "on-hold" | "resolved" | "closed" | "reopened" | "invalid";
      severity: "low" | "medium" | "high" | "critical";
      title: { ja: string; en: string };
      createdAt: string;
      finishedAt?: string;
      waitingFor?: "customer" | "analyst";
      openedBy: "detection" | "person";
      postponed?: { until: string; by: string };
      verdict?: string;
      reason?: { ja: string; en: string };
      version: number;
      execution: string;
      executionLink?: string;
      computers: readonly {
        computerId: string;
        name: string;
        source: string;
        operatingSystem?: string;
        group?: string;
        isolation: "connected" | "isolating" | "isolated" | "releasing";
        heldBy: readonly string[];
        exempt: boolean;
        exemptBy: readonly ("us" | "product")[];
        exemption?: { reason: string; until?: string; by: string };
        investigationLink?: string;
      }[];
      moreComputers: boolean;
      actions: readonly {
        actionId: string;
        kind: "kill" | "remove" | "isolate" | "release";
        target: {
          computerId: string;
          computerName: string;
          process?: { pid: number; name: string; sha1?: string; sha256?: string };
          executable?: { name: string; path?: string; sha1?: string; sha256?: string };
        };
        state: "requested" | "accepted" | "confirmed" | "failed" | "unconfirmed";
        requestedBy: { kind: "mdr" } | { kind: "system" } | { kind: "person"; personId: string; name: string };
        requestedAt: string;
        endedAt?: string;
        reason?: string;
      }[];
      recommended: readonly {
        recommendedId: string;
        text: { ja: string; en: string };
        at: string;
        commentId?: string;
        done?: { at: string; by: string; note?: string };
      }[];
      release: { held: readonly string[]; missing: readonly string[]; stillHeldBy: Record<string, readonly string[]> };
      recoverySteps: readonly {
        step: "user-told" | "credentials-checked" | "updates-possible" | "connection-checked";
        done?: { at: string; by: string; note?: string };
      }[];
      question?: {
        text: { ja: string; en: string };
        askedAt: string;
        answerBy?: string;
        answer?: {
          known: boolean;
          at: string;
          by?: { kind: "mdr" } | { kind: "system" } | { kind: "person"; personId: string; name: string };
        };
      };
      escalation?: { what: { ja: string; en: string }; at: string };
    };
  };
  listIncidentDetections: {
    query: { cursor?: string; limit?: number };
    body: undefined;
    answer: {
      detections: readonly {
        revision?: number;
        product: string;
        rule: { id: string; name: string };
        severity: "low" | "medium" | "high" | "critical";
        outcome: "blocked" | "removed" | "allowed";
        neverAct?: "sample" | "product-server";
        confidence: "low" | "medium" | "high";
        techniques: readonly string[];
        occurredAt: string;
        computer: { id: string; name: string; operatingSystem?: string; group?: string; addresses?: readonly string[] };
        account?: string;
        process?: {
          pid?: number;
          name: string;
          commandLine?: string;
          startedAt?: string;
          image?: {
            name: string;
            path?: string;
            sha1?: string;
            sha256?: string;
            signature: "os-vendor" | "trusted" | "untrusted" | "unknown";
            signer?: string;
          };
          parent?: { pid?: number; name: string };
        };
        executable?: {
          name: string;
          path?: string;
          sha1?: string;
          sha256?: string;
          signature: "os-vendor" | "trusted" | "untrusted" | "unknown";
          signer?: string;
        };
        link?: string;
        detectionId: string;
        receivedAt: string;
      }[];
      cursor?: string;
    };
  };
  listIncidentComputers: {
    query: { cursor?: string; limit?: number };
    body: undefined;
    answer: {
      computers: readonly {
        computerId: string;
        name: string;
        source: string;
        operatingSystem?: string;
        group?: string;
        isolation: "connected" | "isolating" | "isolated" | "releasing";
        heldBy: readonly string[];
        exempt: boolean;
        exemptBy: readonly ("us" | "product")[];
        exemption?: { reason: string; until?: string; by: string };
        investigationLink?: string;
      }[];
      cursor?: string;
    };
  };
  listIncidentExecutables: {
    query: { cursor?: string; limit?: number };
    body: undefined;
    answer: {
      executables: readonly {
        firstSeenAt: string;
        computerId: string;
        computerName: string;
        executable: {
          name: string;
          path?: string;
          sha1?: string;
          sha256?: string;
          signature: "os-vendor" | "trusted" | "untrusted" | "unknown";
          signer?: string;
        };
      }[];
      cursor?: string;
    };
  };
  listIncidentProcesses: {
    query: { cursor?: string; limit?: number };
    body: undefined;
    answer: {
      processes: readonly {
        firstSeenAt: string;
        computerId: string;
        computerName: string;
        process: {
          pid?: number;
          name: string;
          commandLine?: string;
          startedAt?: string;
          image?: {
            name: string;
            path?: string;
            sha1?: string;
            sha256?: string;
            signature: "os-vendor" | "trusted" | "untrusted" | "unknown";
            signer?: string;
          };
          parent?: { pid?: number; name: string };
        };
      }[];
      cursor?: string;
    };
  };
  readIncidentGraph: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      nodes: readonly (
        | { id: string; kind: "computer"; computerId: string; name: string }
        | { id: string; kind: "process"; computerId: string; name: string; pid?: number; commandLine?: string }
        | { id: string; kind: "executable"; name: string; sha1?: string; sha256?: string; signature: string }
        | {
            id: string;
            kind: "detection";
            rule: string;
            ruleId: string;
            severity: "low" | "medium" | "high" | "critical";
            outcome: "blocked" | "removed" | "allowed";
            techniques: readonly string[];
            at: string;
          }
      )[];
      edges: readonly { from: string; to: string; kind: "runs" | "starts" | "image" | "about" }[];
      leftOut: number;
    };
  };
  readTimeline: {
    query: { cursor?: string; limit?: number; order?: "newest" | "oldest"; after?: string };
    body: undefined;
    answer: {
      entries: readonly {
        entryId: string;
        occurredAt: string;
        recordedAt: string;
        actor: { kind: "mdr" } | { kind: "system" } | { kind: "person"; personId: string; name: string };
        fact:
          | { kind: "process-started"; process: string; computer: string; account?: string }
          | {
              kind: "rule-matched";
              rule: string;
              ruleId: string;
              techniques: readonly string[];
              computer: string;
              process?: string;
              executable?: string;
            }
          | { kind: "incident-created"; title: { ja: string; en: string } }
          | { kind: "module-added"; name: string }
          | { kind: "detection-added"; rule: string; ruleId: string }
          | { kind: "computer-added"; computer: string }
          | { kind: "process-added"; process: string }
          | { kind: "comment"; text: { ja: string; en: string } }
          | {
              kind: "person-comment";
              text: string;
              language: string;
              texts?: { ja: string; en: string };
              commentId?: string;
            }
          | {
              kind: "status-changed";
              from?: "open" | "in-progress" | "on-hold" | "resolved" | "closed" | "reopened" | "invalid";
              to: "open" | "in-progress" | "on-hold" | "resolved" | "closed" | "reopened" | "invalid";
              reason?: string;
              waitingFor?: { from?: "customer" | "analyst"; to?: "customer" | "analyst" };
            }
          | {
              kind: "assessed";
              verdict: string;
              reason: { ja: string; en: string };
              from?: string;
              severity?: { from: "low" | "medium" | "high" | "critical"; to: "low" | "medium" | "high" | "critical" };
            }
          | {
              kind: "action-requested";
              action: "kill" | "remove" | "isolate" | "release";
              target: string;
              computer: string;
            }
          | {
              kind: "action-confirmed";
              action: "kill" | "remove" | "isolate" | "release";
              target: string;
              computer: string;
            }
          | {
              kind: "action-unconfirmed";
              action: "kill" | "remove" | "isolate" | "release";
              target: string;
              computer: string;
            }
          | {
              kind: "action-failed";
              action: "kill" | "remove" | "isolate" | "release";
              target: string;
              computer: string;
              reason: string;
            }
          | {
              kind: "action-withheld";
              actions: readonly ("kill" | "remove" | "isolate" | "release")[];
              computer: string;
              why: string;
            }
          | {
              kind: "notice-sent";
              notice:
                | "created"
                | "isolated"
                | "isolation-unconfirmed"
                | "must-act"
                | "question"
                | "reminder"
                | "comment"
                | "recovered"
                | "finished"
                | "escalated"
                | "digest"
                | "silent-source"
                | "undelivered"
                | "inquiry-received"
                | "inquiry-answered"
                | "test";
              recipients: number;
            }
          | {
              kind: "notice-failed";
              notice:
                | "created"
                | "isolated"
                | "isolation-unconfirmed"
                | "must-act"
                | "question"
                | "reminder"
                | "comment"
                | "recovered"
                | "finished"
                | "escalated"
                | "digest"
                | "silent-source"
                | "undelivered"
                | "inquiry-received"
                | "inquiry-answered"
                | "test";
            }
          | {
              kind: "notice-undelivered";
              notice:
                | "created"
                | "isolated"
                | "isolation-unconfirmed"
                | "must-act"
                | "question"
                | "reminder"
                | "comment"
                | "recovered"
                | "finished"
                | "escalated"
                | "digest"
                | "silent-source"
                | "undelivered"
                | "inquiry-received"
                | "inquiry-answered"
                | "test";
              fate: "delayed" | "returned" | "bounced" | "refused" | "complained";
              recipient?: string;
              instead?: "contact" | "analysts";
            }
          | { kind: "recommended-added"; text: { ja: string; en: string }; commentId?: string }
          | { kind: "recommended-completed"; text: { ja: string; en: string }; note?: string }
          | { kind: "release-requested"; computers: readonly string[]; override?: string }
          | { kind: "question-answered"; known: boolean; note?: string; until?: string }
          | {
              reason: string;
              until?: string;
              kind: "exempted";
              computer: string;
              from?: { reason: string; until?: string };
            }
          | { kind: "exemption-ended"; computer: string; from?: { reason: string; until?: string } }
          | {
              kind: "recovery-step-done";
              step: "user-told" | "credentials-checked" | "updates-possible" | "connection-checked";
              note?: string;
            }
          | { kind: "investigation-opened"; computer: string }
          | { kind: "postponed"; until: string; by: string; from?: { until: string; by: string } }
          | { kind: "escalated"; what: { ja: string; en: string } }
          | { kind: "resumed"; reason: string }
          | { kind: "inquiry-opened"; inquiryId: string; subject: string; turned?: true };
        text: { ja: string; en: string };
      }[];
      cursor?: string;
      live: string;
      more: boolean;
    };
  };
  readCommentTranslation: {
    query: { to: "ja" | "en"; recordedAt: string };
    body: undefined;
    answer: { machine: true; language: "ja" | "en"; text?: string };
  };
  readWorkflow: {
    query: { round?: number; cursor?: string };
    body: undefined;
    answer: {
      execution: string;
      executionLink?: string;
      round: number;
      state: "running" | "succeeded" | "failed" | "timed-out" | "aborted" | "absent";
      events: readonly { id: number; previousEventId: number; timestamp: string; type: string }[];
      path?: readonly { state: string; enteredAt: string; leftAt?: string }[];
      cursor?: string;
    };
  };
  addComment: {
    query: Record<string, never>;
    body: {
      text?: string;
      language?: "ja" | "en";
      ja?: string;
      en?: string;
      recommended?: readonly { ja: string; en: string }[];
    };
    answer: { commentId: string; at: string; recommendedIds: readonly string[] };
  };
  changeStatus: {
    query: Record<string, never>;
    body: {
      status: "in-progress" | "on-hold" | "resolved" | "closed" | "reopened" | "invalid";
      reason: string;
      waitingFor?: "customer" | "analyst";
    };
    answer: {
      status: "open" | "in-progress" | "on-hold" | "resolved" | "closed" | "reopened" | "invalid";
      waitingFor?: "customer" | "analyst";
      pending?: "invalid";
    };
  };
  attestRecommendedAction: {
    query: Record<string, never>;
    body: { note?: string };
    answer: {
      recommendedId: string;
      text: { ja: string; en: string };
      at: string;
      commentId?: string;
      done?: { at: string; by: string; note?: string };
    };
  };
  completeRecoveryStep: {
    query: Record<string, never>;
    body: { note?: string };
    answer: {
      step: "user-told" | "credentials-checked" | "updates-possible" | "connection-checked";
      done?: { at: string; by: string; note?: string };
    };
  };
  releaseComputers: {
    query: Record<string, never>;
    body: { computerIds: readonly string[]; override?: { reason: string } };
    answer: {
      computers: readonly {
        computerId: string;
        outcome: "requested" | "still-held" | "not-held";
        stillHeldBy?: readonly string[];
      }[];
    };
  };
  openInvestigation: { query: Record<string, never>; body: { computerId: string }; answer: { link: string } };
  answerQuestion: {
    query: Record<string, never>;
    body: { known: boolean; note?: string; until?: string };
    answer: { known: boolean; allowListed: number };
  };
  resumeIncident: {
    query: Record<string, never>;
    body: { reason: string };
    answer: { execution: string; round: number };
  };
  postponeIncident: {
    query: Record<string, never>;
    body: { until: string; by: string };
    answer: { until: string; by: string };
  };
  listComputers: {
    query: {
      cursor?: string;
      limit?: number;
      isolated?: "true" | "false";
      exempt?: "true" | "false";
      exemptBy?: "us" | "product";
      source?: string;
      name?: string;
    };
    body: undefined;
    answer: {
      computers: readonly {
        computerId: string;
        name: string;
        source: string;
        operatingSystem?: string;
        group?: string;
        isolation: "connected" | "isolating" | "isolated" | "releasing";
        heldBy: readonly string[];
        exempt: boolean;
        exemptBy: readonly ("us" | "product")[];
        exemption?: { reason: string; until?: string; by: string };
      }[];
      cursor?: string;
    };
  };
  readComputer: {
    query: { cursor?: string; limit?: number };
    body: undefined;
    answer: {
      computerId: string;
      name: string;
      source: string;
      operatingSystem?: string;
      group?: string;
      isolation: "connected" | "isolating" | "isolated" | "releasing";
      heldBy: readonly string[];
      exempt: boolean;
      exemptBy: readonly ("us" | "product")[];
      exemption?: { reason: string; until?: string; by: string };
      investigationLink?: string;
      version: number;
      incidents: readonly {
        incidentId: string;
        joinedAt: string;
        status: "open" | "in-progress" | "on-hold" | "resolved" | "closed" | "reopened" | "invalid";
        severity: "low" | "medium" | "high" | "critical";
        title: { ja: string; en: string };
      }[];
      cursor?: string;
    };
  };
  listComputerHistory: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      events: readonly (
        | {
            kind: "incident";
            at: string;
            incidentId: string;
            title: { ja: string; en: string };
            status: "open" | "in-progress" | "on-hold" | "resolved" | "closed" | "reopened" | "invalid";
            severity: "low" | "medium" | "high" | "critical";
          }
        | {
            kind: "isolate" | "release";
            at: string;
            by: { kind: "mdr" } | { kind: "system" } | { kind: "person"; personId: string; name: string };
            incidentId: string;
            actionId: string;
            state: "requested" | "accepted" | "confirmed" | "failed" | "unconfirmed";
            endedAt?: string;
          }
        | {
            kind: "exempted";
            at: string;
            by: { kind: "mdr" } | { kind: "system" } | { kind: "person"; personId: string; name: string };
            reason: string;
            until?: string;
          }
        | {
            kind: "exemption-ended";
            at: string;
            by: { kind: "mdr" } | { kind: "system" } | { kind: "person"; personId: string; name: string };
          }
      )[];
      more: boolean;
    };
  };
  isolateComputer: {
    query: Record<string, never>;
    body: { reason: string };
    answer: {
      incidentId: string;
      actionId: string;
      state: "requested" | "accepted" | "confirmed" | "failed" | "unconfirmed";
    };
  };
  exemptComputer: {
    query: Record<string, never>;
    body: { reason: string; until?: string };
    answer: {
      computerId: string;
      name: string;
      source: string;
      operatingSystem?: string;
      group?: string;
      isolation: "connected" | "isolating" | "isolated" | "releasing";
      heldBy: readonly string[];
      exempt: boolean;
      exemptBy: readonly ("us" | "product")[];
      exemption?: { reason: string; until?: string; by: string };
    };
  };
  endExemption: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      computerId: string;
      name: string;
      source: string;
      operatingSystem?: string;
      group?: string;
      isolation: "connected" | "isolating" | "isolated" | "releasing";
      heldBy: readonly string[];
      exempt: boolean;
      exemptBy: readonly ("us" | "product")[];
      exemption?: { reason: string; until?: string; by: string };
    };
  };
  readInquiryForm: {
    query: { incidentId?: string };
    body: undefined;
    answer: {
      note: { ja: string; en: string };
      subject?: { ja: string; en: string };
      attachment?: { ja: string; en: string };
      maxMessages: number;
    };
  };
  openInquiry: {
    query: Record<string, never>;
    body: {
      subject: string;
      text: string;
      language: "ja" | "en";
      incidentId?: string;
      suspicion?: { computer: string; account?: string; noticedAt?: string; done?: string };
    };
    answer: {
      customerId: string;
      inquiryId: string;
      subject: string;
      status: "waiting-for-us" | "waiting-for-customer" | "done";
      openedBy: { kind: "mdr" } | { kind: "system" } | { kind: "person"; personId: string; name: string };
      openedAt: string;
      lastAt: string;
      incidentId?: string;
      turnedInto?: { by: string; at: string };
      suspicion?: { computer: string; account?: string; noticedAt?: string; done?: string };
    };
  };
  listInquiries: {
    query: {
      cursor?: string;
      limit?: number;
      status?: "waiting-for-us" | "waiting-for-customer" | "done";
      incidentId?: string;
      subject?: string;
    };
    body: undefined;
    answer: {
      inquiries: readonly {
        customerId: string;
        inquiryId: string;
        subject: string;
        status: "waiting-for-us" | "waiting-for-customer" | "done";
        openedBy: { kind: "mdr" } | { kind: "system" } | { kind: "person"; personId: string; name: string };
        openedAt: string;
        lastAt: string;
        incidentId?: string;
        turnedInto?: { by: string; at: string };
        suspicion?: { computer: string; account?: string; noticedAt?: string; done?: string };
      }[];
      cursor?: string;
    };
  };
  listDeskInquiries: {
    query: { status?: "waiting-for-us" | "waiting-for-customer" };
    body: undefined;
    answer: {
      inquiries: readonly {
        customerId: string;
        inquiryId: string;
        subject: string;
        status: "waiting-for-us" | "waiting-for-customer" | "done";
        openedBy: { kind: "mdr" } | { kind: "system" } | { kind: "person"; personId: string; name: string };
        openedAt: string;
        lastAt: string;
        incidentId?: string;
        turnedInto?: { by: string; at: string };
        suspicion?: { computer: string; account?: string; noticedAt?: string; done?: string };
        customerName: string;
      }[];
      more: boolean;
    };
  };
  readInquiry: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      customerId: string;
      inquiryId: string;
      subject: string;
      status: "waiting-for-us" | "waiting-for-customer" | "done";
      openedBy: { kind: "mdr" } | { kind: "system" } | { kind: "person"; personId: string; name: string };
      openedAt: string;
      lastAt: string;
      incidentId?: string;
      turnedInto?: { by: string; at: string };
      suspicion?: { computer: string; account?: string; noticedAt?: string; done?: string };
      version: number;
      messages: readonly {
        messageId: string;
        at: string;
        from: "customer" | "desk";
        actor: { kind: "mdr" } | { kind: "system" } | { kind: "person"; personId: string; name: string };
        text: string;
        language: "ja" | "en";
        undelivered?: readonly {
          to: string;
          fate: "delayed" | "returned" | "bounced" | "refused" | "complained";
          at: string;
          text: { ja: string; en: string };
        }[];
      }[];
      attachment?: { ja: string; en: string; at: string };
    };
  };
  addInquiryMessage: {
    query: Record<string, never>;
    body: { text: string; language: "ja" | "en"; done?: boolean };
    answer: { messageId: string; at: string; status: "waiting-for-us" | "waiting-for-customer" | "done" };
  };
  readMessageTranslation: {
    query: { to: "ja" | "en" };
    body: undefined;
    answer: { machine: true; language: "ja" | "en"; text?: string };
  };
  changeInquiryStatus: {
    query: Record<string, never>;
    body: { status: "waiting-for-us" | "waiting-for-customer" | "done" };
    answer: {
      customerId: string;
      inquiryId: string;
      subject: string;
      status: "waiting-for-us" | "waiting-for-customer" | "done";
      openedBy: { kind: "mdr" } | { kind: "system" } | { kind: "person"; personId: string; name: string };
      openedAt: string;
      lastAt: string;
      incidentId?: string;
      turnedInto?: { by: string; at: string };
      suspicion?: { computer: string; account?: string; noticedAt?: string; done?: string };
    };
  };
  openIncidentFromInquiry: {
    query: Record<string, never>;
    body: { computerId: string; severity?: "medium" | "high" | "critical" };
    answer: { incidentId: string };
  };
  readMe: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      person: {
        personId: string;
        issuer: string;
        subject: string;
        name: string;
        role: "admin" | "analyst" | "support" | "customer";
        language: "ja" | "en";
      };
      customers: readonly { customerId: string; name: string }[];
    };
  };
  readMeOfCustomer: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      personId: string;
      issuer: string;
      subject: string;
      name: string;
      role: "admin" | "analyst" | "support" | "customer";
      language: "ja" | "en";
    };
  };
  createCustomer: {
    query: Record<string, never>;
    body: {
      customerId: string;
      settings: {
        name: string;
        timeZone?: string;
        language?: "ja" | "en";
        recipients?: readonly {
          address: string;
          language: "ja" | "en";
          kinds?: readonly (
            | "created"
            | "isolated"
            | "isolation-unconfirmed"
            | "must-act"
            | "question"
            | "reminder"
            | "comment"
            | "recovered"
            | "finished"
            | "escalated"
            | "digest"
            | "silent-source"
            | "undelivered"
            | "inquiry-received"
            | "inquiry-answered"
            | "test"
          )[];
        }[];
        supportPhone?: string;
        supportUrl?: string;
        csirt?: string;
        inquiryNote?: { ja: string; en: string };
        policy?: {
          remediation?: boolean;
          isolation?: boolean;
          digestUpTo?: "none" | "low" | "medium" | "high" | "critical";
          isolationCeiling?: { computers?: number; minutes?: number; percent?: number };
          confirmWithinSeconds?: number;
          remindAfterHours?: number;
          answerWithinHours?: number;
          correlateWithinHours?: number;
          reopenWithinDays?: number;
          retentionDays?: number;
          allowList?: readonly {
            sha1?: string;
            sha256?: string;
            name?: string;
            reason: string;
            until: string;
            addedAt?: string;
            addedBy?: string;
          }[];
        };
      };
    };
    answer: {
      customerId: string;
      createdAt: string;
      settings: {
        name: string;
        timeZone: string;
        language: "ja" | "en";
        recipients: readonly {
          address: string;
          language: "ja" | "en";
          kinds: readonly (
            | "created"
            | "isolated"
            | "isolation-unconfirmed"
            | "must-act"
            | "question"
            | "reminder"
            | "comment"
            | "recovered"
            | "finished"
            | "escalated"
            | "digest"
            | "silent-source"
            | "undelivered"
            | "inquiry-received"
            | "inquiry-answered"
            | "test"
          )[];
        }[];
        supportPhone?: string;
        supportUrl?: string;
        csirt?: string;
        inquiryNote?: { ja: string; en: string };
        policy: {
          remediation: boolean;
          isolation: boolean;
          digestUpTo: "none" | "low" | "medium" | "high" | "critical";
          isolationCeiling: { computers: number; minutes: number; percent: number };
          confirmWithinSeconds: number;
          remindAfterHours: number;
          answerWithinHours: number;
          correlateWithinHours: number;
          reopenWithinDays: number;
          retentionDays: number;
          allowList: readonly {
            sha1?: string;
            sha256?: string;
            name?: string;
            reason: string;
            until: string;
            addedAt?: string;
            addedBy?: string;
          }[];
        };
      };
    };
  };
  listCustomers: {
    query: Record<string, never>;
    body: undefined;
    answer: { customers: readonly { customerId: string; name: string; createdAt: string }[] };
  };
  exportCustomer: {
    query: { cursor?: string };
    body: undefined;
    answer: { records: readonly { kind: string; under?: string; value: unknown }[]; cursor?: string };
  };
  eraseCustomer: {
    query: Record<string, never>;
    body: { name: string };
    answer: { state: "waiting" | "erasing" | "erased"; againAfterSeconds: number };
  };
  readSettings: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      name: string;
      timeZone: string;
      language: "ja" | "en";
      recipients: readonly {
        address: string;
        language: "ja" | "en";
        kinds: readonly (
          | "created"
          | "isolated"
          | "isolation-unconfirmed"
          | "must-act"
          | "question"
          | "reminder"
          | "comment"
          | "recovered"
          | "finished"
          | "escalated"
          | "digest"
          | "silent-source"
          | "undelivered"
          | "inquiry-received"
          | "inquiry-answered"
          | "test"
        )[];
      }[];
      supportPhone?: string;
      supportUrl?: string;
      csirt?: string;
      inquiryNote?: { ja: string; en: string };
      policy: {
        remediation: boolean;
        isolation: boolean;
        digestUpTo: "none" | "low" | "medium" | "high" | "critical";
        isolationCeiling: { computers: number; minutes: number; percent: number };
        confirmWithinSeconds: number;
        remindAfterHours: number;
        answerWithinHours: number;
        correlateWithinHours: number;
        reopenWithinDays: number;
        retentionDays: number;
        allowList: readonly {
          sha1?: string;
          sha256?: string;
          name?: string;
          reason: string;
          until: string;
          addedAt?: string;
          addedBy?: string;
        }[];
      };
    };
  };
  changeSettings: {
    query: Record<string, never>;
    body: {
      name: string;
      timeZone?: string;
      language?: "ja" | "en";
      recipients?: readonly {
        address: string;
        language: "ja" | "en";
        kinds?: readonly (
          | "created"
          | "isolated"
          | "isolation-unconfirmed"
          | "must-act"
          | "question"
          | "reminder"
          | "comment"
          | "recovered"
          | "finished"
          | "escalated"
          | "digest"
          | "silent-source"
          | "undelivered"
          | "inquiry-received"
          | "inquiry-answered"
          | "test"
        )[];
      }[];
      supportPhone?: string;
      supportUrl?: string;
      csirt?: string;
      inquiryNote?: { ja: string; en: string };
      policy?: {
        remediation?: boolean;
        isolation?: boolean;
        digestUpTo?: "none" | "low" | "medium" | "high" | "critical";
        isolationCeiling?: { computers?: number; minutes?: number; percent?: number };
        confirmWithinSeconds?: number;
        remindAfterHours?: number;
        answerWithinHours?: number;
        correlateWithinHours?: number;
        reopenWithinDays?: number;
        retentionDays?: number;
        allowList?: readonly {
          sha1?: string;
          sha256?: string;
          name?: string;
          reason: string;
          until: string;
          addedAt?: string;
          addedBy?: string;
        }[];
      };
    };
    answer: {
      name: string;
      timeZone: string;
      language: "ja" | "en";
      recipients: readonly {
        address: string;
        language: "ja" | "en";
        kinds: readonly (
          | "created"
          | "isolated"
          | "isolation-unconfirmed"
          | "must-act"
          | "question"
          | "reminder"
          | "comment"
          | "recovered"
          | "finished"
          | "escalated"
          | "digest"
          | "silent-source"
          | "undelivered"
          | "inquiry-received"
          | "inquiry-answered"
          | "test"
        )[];
      }[];
      supportPhone?: string;
      supportUrl?: string;
      csirt?: string;
      inquiryNote?: { ja: string; en: string };
      policy: {
        remediation: boolean;
        isolation: boolean;
        digestUpTo: "none" | "low" | "medium" | "high" | "critical";
        isolationCeiling: { computers: number; minutes: number; percent: number };
        confirmWithinSeconds: number;
        remindAfterHours: number;
        answerWithinHours: number;
        correlateWithinHours: number;
        reopenWithinDays: number;
        retentionDays: number;
        allowList: readonly {
          sha1?: string;
          sha256?: string;
          name?: string;
          reason: string;
          until: string;
          addedAt?: string;
          addedBy?: string;
        }[];
      };
    };
  };
  listAllowedFiles: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      files: readonly {
        sha1?: string;
        sha256?: string;
        name?: string;
        reason: string;
        until: string;
        addedAt?: string;
        addedBy?: string;
        hash: string;
      }[];
    };
  };
  allowFile: {
    query: Record<string, never>;
    body: { sha1?: string; sha256?: string; name?: string; reason: string; until: string; incidentId?: string };
    answer: {
      sha1?: string;
      sha256?: string;
      name?: string;
      reason: string;
      until: string;
      addedAt?: string;
      addedBy?: string;
      hash: string;
    };
  };
  disallowFile: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      removed: {
        sha1?: string;
        sha256?: string;
        name?: string;
        reason: string;
        until: string;
        addedAt?: string;
        addedBy?: string;
        hash: string;
      };
    };
  };
  sendTestMail: {
    query: Record<string, never>;
    body: { address: string };
    answer: { state: "pending" | "sent" | "failed" };
  };
  putSource: {
    query: Record<string, never>;
    body: {
      vendor: string;
      credential: "signature" | "secret";
      connector?: { vendor?: string; settings: Record<string, unknown>; credential?: Record<string, unknown> };
      silentAfterHours?: number;
    };
    answer: {
      name: string;
      vendor: string;
      credential: "signature" | "secret";
      secretIds: readonly string[];
      connector?: { vendor?: string; settings: Record<string, unknown> };
      silentAfterHours?: number;
      webhook: string;
      webhookUrl: string;
      lastHeardAt?: string;
      silentSince?: string;
    };
  };
  listSources: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      sources: readonly {
        name: string;
        vendor: string;
        credential: "signature" | "secret";
        secretIds: readonly string[];
        connector?: { vendor?: string; settings: Record<string, unknown> };
        silentAfterHours?: number;
        webhook: string;
        webhookUrl: string;
        lastHeardAt?: string;
        silentSince?: string;
      }[];
    };
  };
  addSourceSecret: { query: Record<string, never>; body: undefined; answer: { secretId: string; secret?: string } };
  retireSourceSecret: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      name: string;
      vendor: string;
      credential: "signature" | "secret";
      secretIds: readonly string[];
      connector?: { vendor?: string; settings: Record<string, unknown> };
      silentAfterHours?: number;
      webhook: string;
      webhookUrl: string;
      lastHeardAt?: string;
      silentSince?: string;
    };
  };
  putPerson: {
    query: Record<string, never>;
    body: {
      issuer: string;
      subject: string;
      name: string;
      role: "analyst" | "support" | "customer";
      language?: "ja" | "en";
    };
    answer: {
      personId: string;
      issuer: string;
      subject: string;
      name: string;
      role: "admin" | "analyst" | "support" | "customer";
      language: "ja" | "en";
    };
  };
  listPeople: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      people: readonly {
        personId: string;
        issuer: string;
        subject: string;
        name: string;
        role: "admin" | "analyst" | "support" | "customer";
        language: "ja" | "en";
      }[];
    };
  };
  removePerson: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      removed: {
        personId: string;
        issuer: string;
        subject: string;
        name: string;
        role: "admin" | "analyst" | "support" | "customer";
        language: "ja" | "en";
      };
    };
  };
  putHousePerson: {
    query: Record<string, never>;
    body: {
      issuer: string;
      subject: string;
      name: string;
      role: "admin" | "analyst" | "support";
      language?: "ja" | "en";
    };
    answer: {
      personId: string;
      issuer: string;
      subject: string;
      name: string;
      role: "admin" | "analyst" | "support" | "customer";
      language: "ja" | "en";
    };
  };
  listHousePeople: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      people: readonly {
        personId: string;
        issuer: string;
        subject: string;
        name: string;
        role: "admin" | "analyst" | "support" | "customer";
        language: "ja" | "en";
      }[];
    };
  };
  removeHousePerson: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      removed: {
        personId: string;
        issuer: string;
        subject: string;
        name: string;
        role: "admin" | "analyst" | "support" | "customer";
        language: "ja" | "en";
      };
    };
  };
  listAudit: {
    query: {
      cursor?: string;
      limit?: number;
      what?:
        | "customer-created"
        | "customer-erasure-begun"
        | "customer-erasure-stopped"
        | "customer-erased"
        | "settings-changed"
        | "source-created"
        | "source-changed"
        | "secret-added"
        | "secret-retired"
        | "person-put"
        | "person-removed"
        | "computer-exempted"
        | "computer-exemption-ended"
        | "files-allowed"
        | "file-disallowed"
        | "quarantined-item-replayed";
      by?: string;
    };
    body: undefined;
    answer: {
      audit: readonly {
        auditId: string;
        at: string;
        by: string;
        byName?: string;
        what: string;
        details: Record<string, unknown>;
      }[];
      cursor?: string;
    };
  };
  listHouseAudit: {
    query: {
      cursor?: string;
      limit?: number;
      what?:
        | "customer-created"
        | "customer-erasure-begun"
        | "customer-erasure-stopped"
        | "customer-erased"
        | "settings-changed"
        | "source-created"
        | "source-changed"
        | "secret-added"
        | "secret-retired"
        | "person-put"
        | "person-removed"
        | "computer-exempted"
        | "computer-exemption-ended"
        | "files-allowed"
        | "file-disallowed"
        | "quarantined-item-replayed";
      by?: string;
    };
    body: undefined;
    answer: {
      audit: readonly {
        auditId: string;
        at: string;
        by: string;
        byName?: string;
        what: string;
        details: Record<string, unknown>;
      }[];
      cursor?: string;
    };
  };
  listQuarantine: {
    query: { cursor?: string; limit?: number; source?: string; state?: "waiting" | "replayed" };
    body: undefined;
    answer: {
      items: readonly {
        quarantineId: string;
        source: string;
        receivedAt: string;
        reason: string;
        raw?: string;
        replayedAt?: string;
        results?: readonly {
          detectionId?: string;
          incidentId?: string;
          outcome: "opened" | "attached" | "duplicate" | "updated" | "reopened" | "quarantined" | "skipped";
          reason?: string;
        }[];
      }[];
      cursor?: string;
    };
  };
  replayQuarantined: {
    query: Record<string, never>;
    body: undefined;
    answer: {
      quarantineId: string;
      replayedAt: string;
      results: readonly {
        detectionId?: string;
        incidentId?: string;
        outcome: "opened" | "attached" | "duplicate" | "updated" | "reopened" | "quarantined" | "skipped";
        reason?: string;
      }[];
    };
  };
}

export const OPERATIONS = {
  listIncidents: { method: "GET", path: "/v1/customers/{customerId}/incidents" },
  readIncident: { method: "GET", path: "/v1/customers/{customerId}/incidents/{incidentId}" },
  listIncidentDetections: { method: "GET", path: "/v1/customers/{customerId}/incidents/{incidentId}/detections" },
  listIncidentComputers: { method: "GET", path: "/v1/customers/{customerId}/incidents/{incidentId}/computers" },
  listIncidentExecutables: { method: "GET", path: "/v1/customers/{customerId}/incidents/{incidentId}/executables" },
  listIncidentProcesses: { method: "GET", path: "/v1/customers/{customerId}/incidents/{incidentId}/processes" },
  readIncidentGraph: { method: "GET", path: "/v1/customers/{customerId}/incidents/{incidentId}/graph" },
  readTimeline: { method: "GET", path: "/v1/customers/{customerId}/incidents/{incidentId}/timeline" },
  readCommentTranslation: {
    method: "GET",
    path: "/v1/customers/{customerId}/incidents/{incidentId}/timeline/{entryId}/translation",
  },
  readWorkflow: { method: "GET", path: "/v1/customers/{customerId}/incidents/{incidentId}/workflow" },
  addComment: { method: "POST", path: "/v1/customers/{customerId}/incidents/{incidentId}/comments" },
  changeStatus: { method: "POST", path: "/v1/customers/{customerId}/incidents/{incidentId}/status" },
  attestRecommendedAction: {
    method: "POST",
    path: "/v1/customers/{customerId}/incidents/{incidentId}/recommended-actions/{recommendedId}/attestation",
  },
  completeRecoveryStep: {
    method: "POST",
    path: "/v1/customers/{customerId}/incidents/{incidentId}/recovery-steps/{step}/attestation",
  },
  releaseComputers: { method: "POST", path: "/v1/customers/{customerId}/incidents/{incidentId}/release" },
  openInvestigation: { method: "POST", path: "/v1/customers/{customerId}/incidents/{incidentId}/investigation" },
  answerQuestion: { method: "POST", path: "/v1/customers/{customerId}/incidents/{incidentId}/answer" },
  resumeIncident: { method: "POST", path: "/v1/customers/{customerId}/incidents/{incidentId}/resume" },
  postponeIncident: { method: "POST", path: "/v1/customers/{customerId}/incidents/{incidentId}/postponement" },
  listComputers: { method: "GET", path: "/v1/customers/{customerId}/computers" },
  readComputer: { method: "GET", path: "/v1/customers/{customerId}/computers/{computerId}" },
  listComputerHistory: { method: "GET", path: "/v1/customers/{customerId}/computers/{computerId}/history" },
  isolateComputer: { method: "POST", path: "/v1/customers/{customerId}/computers/{computerId}/isolation" },
  exemptComputer: { method: "POST", path: "/v1/customers/{customerId}/computers/{computerId}/exemption" },
  endExemption: { method: "DELETE", path: "/v1/customers/{customerId}/computers/{computerId}/exemption" },
  readInquiryForm: { method: "GET", path: "/v1/customers/{customerId}/inquiry-form" },
  openInquiry: { method: "POST", path: "/v1/customers/{customerId}/inquiries" },
  listInquiries: { method: "GET", path: "/v1/customers/{customerId}/inquiries" },
  listDeskInquiries: { method: "GET", path: "/v1/inquiries" },
  readInquiry: { method: "GET", path: "/v1/customers/{customerId}/inquiries/{inquiryId}" },
  addInquiryMessage: { method: "POST", path: "/v1/customers/{customerId}/inquiries/{inquiryId}/messages" },
  readMessageTranslation: {
    method: "GET",
    path: "/v1/customers/{customerId}/inquiries/{inquiryId}/messages/{messageId}/translation",
  },
  changeInquiryStatus: { method: "POST", path: "/v1/customers/{customerId}/inquiries/{inquiryId}/status" },
  openIncidentFromInquiry: { method: "POST", path: "/v1/customers/{customerId}/inquiries/{inquiryId}/incident" },
  readMe: { method: "GET", path: "/v1/me" },
  readMeOfCustomer: { method: "GET", path: "/v1/customers/{customerId}/me" },
  createCustomer: { method: "POST", path: "/v1/customers" },
  listCustomers: { method: "GET", path: "/v1/customers" },
  exportCustomer: { method: "GET", path: "/v1/customers/{customerId}/export" },
  eraseCustomer: { method: "PUT", path: "/v1/customers/{customerId}/erasure" },
  readSettings: { method: "GET", path: "/v1/customers/{customerId}/settings" },
  changeSettings: { method: "PUT", path: "/v1/customers/{customerId}/settings" },
  listAllowedFiles: { method: "GET", path: "/v1/customers/{customerId}/allowed-files" },
  allowFile: { method: "POST", path: "/v1/customers/{customerId}/allowed-files" },
  disallowFile: { method: "DELETE", path: "/v1/customers/{customerId}/allowed-files/{hash}" },
  sendTestMail: { method: "POST", path: "/v1/customers/{customerId}/test-mail" },
  putSource: { method: "PUT", path: "/v1/customers/{customerId}/sources/{source}" },
  listSources: { method: "GET", path: "/v1/customers/{customerId}/sources" },
  addSourceSecret: { method: "POST", path: "/v1/customers/{customerId}/sources/{source}/secrets" },
  retireSourceSecret: { method: "DELETE", path: "/v1/customers/{customerId}/sources/{source}/secrets/{secretId}" },
  putPerson: { method: "PUT", path: "/v1/customers/{customerId}/people" },
  listPeople: { method: "GET", path: "/v1/customers/{customerId}/people" },
  removePerson: { method: "DELETE", path: "/v1/customers/{customerId}/people/{personId}" },
  putHousePerson: { method: "PUT", path: "/v1/people" },
  listHousePeople: { method: "GET", path: "/v1/people" },
  removeHousePerson: { method: "DELETE", path: "/v1/people/{personId}" },
  listAudit: { method: "GET", path: "/v1/customers/{customerId}/audit" },
  listHouseAudit: { method: "GET", path: "/v1/audit" },
  listQuarantine: { method: "GET", path: "/v1/customers/{customerId}/quarantine" },
  replayQuarantined: { method: "POST", path: "/v1/customers/{customerId}/quarantine/{quarantineId}/replay" },
} as const;
