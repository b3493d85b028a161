// The API's description as JSON text. infra/bundle.ts writes it here: to make it takes every schema of the API.
declare const OPENAPI_TEXT: string;

export const openapiText: string = OPENAPI_TEXT;
