// A client in one file: documents go out as their hashes, by GET, so that browsers and shared caches can keep the answers.
import type { TypedDocumentString } from "./generated/graphql.js";

export class Refused extends Error {
  constructor(readonly errors: { message: string; extensions?: { code?: string } }[]) {
    super(errors.map((error) => error.message).join("; "));
  }

  has(...codes: string[]): boolean {
    return this.errors.some((error) => codes.includes(error.extensions?.code ?? ""));
  }
}

export class Client {
  /** How often a document had to be sent, since the server did not know its hash. */
  sent = 0;
  /** Whether the server keeps documents. */
  keeps = true;

  constructor(private readonly address: string) {}

  /** Asks with a document of this program: with its hash alone, and with its text where the server has not seen it yet. */
  async ask<Result, Variables>(document: TypedDocumentString<Result, Variables>, variables: Variables): Promise<Result> {
    const id = String(document.__meta__?.["hash"]);
    const extensions = { persistedQuery: { version: 1, sha256Hash: id.replace("sha256:", "") } };
    if (this.keeps) {
      try {
        return await this.get<Result>({ extensions: JSON.stringify(extensions), variables: JSON.stringify(variables) });
      } catch (error) {
        if (!(error instanceof Refused && error.has("PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_NOT_SUPPORTED"))) throw error;
        this.keeps = !error.has("PERSISTED_QUERY_NOT_SUPPORTED");
      }
    }
    // A file of its own, which is loaded only when it is needed.
    const { default: texts } = await import("./generated/persisted-documents.json", { with: { type: "json" } });
    const query = (texts as Record<string, string>)[id];
    this.sent += 1;
    const headers = { "content-type": "application/json", accept: "application/json" };
    const body = JSON.stringify({ query, variables, extensions });
    return await read<Result>(await fetch(this.address, { method: "POST", headers, body }));
  }

  /** Asks one of the server's own questions by its name. Its document gives the types and is never sent. */
  async question<Result, Variables>(name: string, _: TypedDocumentString<Result, Variables>, variables: Variables): Promise<Result> {
    return await this.get<Result>({ documentId: name, variables: JSON.stringify(variables) });
  }

  private async get<Result>(parameters: Record<string, string>): Promise<Result> {
    const headers = { accept: "application/json" };
    return await read<Result>(await fetch(`${this.address}?${new URLSearchParams(parameters)}`, { headers }));
  }
}

async function read<Result>(answer: Response): Promise<Result> {
  const { data, errors } = (await answer.json()) as { data?: Result; errors?: Refused["errors"] };
  if (errors) throw new Refused(errors);
  if (data === undefined) throw new Error(`${answer.status} without data`);
  return data;
}
