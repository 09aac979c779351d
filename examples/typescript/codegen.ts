import type { CodegenConfig } from "@graphql-codegen/cli";

// Types for the documents in `src` and for a question that the server knows by name, made from the published schema: no
// server is needed for them.
const config: CodegenConfig = {
  schema: "../../schema.graphql",
  documents: ["src/*.ts", "../../questions/directors-with-multiple-listed-soundtracks.graphql"],
  generates: {
    "src/generated/": {
      preset: "client",
      presetConfig: {
        fragmentMasking: false,
        // Each document is named by the SHA-256 of its text, which `persisted-documents.json` holds.
        persistedDocuments: { hashAlgorithm: "sha256" },
      },
      // A document is a text with a type: the program needs no package when it runs.
      config: {
        documentMode: "string",
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        // What gateways name entities with.
        scalars: { _Any: "Record<string, unknown>" },
      },
    },
  },
  importExtension: ".js",
  emitLegacyCommonJSImports: false,
};

export default config;
