// What a bundle holds instead of @aws-sdk/credential-provider-node: Lambda gives credentials as variables, never as files, profiles or a login.
import { fromEnv } from "@aws-sdk/credential-provider-env";

export const defaultProvider = () => fromEnv();
