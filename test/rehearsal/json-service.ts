// The protocol "AWS JSON": the operation stands in X-Amz-Target, input and output are JSON. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
import type { Ask } from "../infra/simulate.ts";
import type { Service, ServiceAnswer, SignedRequest } from "./endpoint.ts";

/** Thrown by an operation: an error that the service's API reference names. */
export class ServiceError extends Error {
  constructor(code: string, message: string = code) {
    super(message);
    this.name = code;
  }
}

export interface Operation {
  /** What IAM is asked. */
  asks(input: any): Ask[];
  run(input: any): Promise<object> | object;
}

const TYPE = "application/x-amz-json-1.0";
export const refusal = (code: string, message: string): ServiceAnswer => ({
  status: 400,
  type: TYPE,
  body: JSON.stringify({ __type: `com.amazonaws#${code}`, message }),
});

export const operationOf = ({ headers }: SignedRequest): string =>
  /\.(\w+)$/.exec(headers["x-amz-target"] ?? "")?.[1] ?? "no operation";

export function jsonService(operations: Readonly<Record<string, Operation>>): Service {
  const called = (request: SignedRequest) => {
    const name = operationOf(request);
    const operation = operations[name];
    if (operation === undefined) throw new Error(`${name} is not played here`);
    return { operation, input: JSON.parse(request.body.toString("utf8")) };
  };
  return {
    refusal,
    asks(request) {
      const { operation, input } = called(request);
      return operation.asks(input);
    },
    async answer(request) {
      const { operation, input } = called(request);
      try {
        return { status: 200, type: TYPE, body: JSON.stringify(await operation.run(input)) };
      } catch (error) {
        if (error instanceof ServiceError) return refusal(error.name, error.message);
        throw error;
      }
    },
  };
}
