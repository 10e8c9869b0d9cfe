// Speak a text through Tritone's gRPC and write the sound as it arrives: node say.mjs "Hello there." hello.wav [HOST:PORT]
//
// npm install, once; the .proto files lie in tritone/client/protocol (docs/clients.md).
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";

const protocol = process.env.TRITONE_PROTOCOL
  ?? path.join(path.dirname(fileURLToPath(import.meta.url)), "../../tritone/client/protocol");
const definition = protoLoader.loadSync("grpc_service.proto", { includeDirs: [protocol], keepCase: true });
const { GRPCInferenceService } = grpc.loadPackageDefinition(definition).inference;

/** A text as a tensor's raw content: its length in four bytes, little-endian, then UTF-8. */
function bytes(text) {
  const content = Buffer.from(text, "utf-8");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([length, content]);
}

/** One output of a response. */
function output(response, name) {
  const index = response.outputs.findIndex((tensor) => tensor.name === name);
  return index < 0 ? null : response.raw_output_contents[index];
}

/** Invalid, full or broken (docs/errors.md). */
function kind(message) {
  if (/Server is stopping|Server not ready|Exceeds maximum queue size/.test(message)) return "full";
  if (/^(input "|\[request id:|Request for unknown model)/.test(message)) return "invalid";
  return message.endsWith("try again later") ? "full" : "broken";
}

const [text, file, address = "localhost:8001"] = process.argv.slice(2);
if (!text || !file) {
  console.error("usage: node say.mjs TEXT FILE.wav [HOST:PORT]");
  process.exit(2);
}
const client = new GRPCInferenceService(address, grpc.credentials.createInsecure());
const call = client.ModelStreamInfer();
const sent = performance.now();
let sound = null;

call.on("data", ({ error_message, infer_response }) => {
  if (error_message) {
    console.error(`${kind(error_message)}: ${error_message}`);
    process.exitCode = 1;
    call.cancel();
    return;
  }
  const audio = output(infer_response, "audio");
  if (audio === null) return;
  sound ??= fs.createWriteStream(file);
  sound.write(audio.subarray(4)); // behind its own length
  const seconds = output(infer_response, "duration_seconds").readFloatLE();
  console.error(`${(performance.now() - sent).toFixed(0)} ms: ${seconds.toFixed(2)} s of sound`);
  if (output(infer_response, "is_last")[0]) {
    sound.end();
    call.end(); // call.cancel() stops a stream early: the server makes nothing more of it
  }
});
call.on("error", (error) => {
  if (error.code !== grpc.status.CANCELLED) {
    console.error(`no answer from ${address}: ${error.message}`);
    process.exitCode = 3;
  }
});
call.on("end", () => client.close());

const inputs = { text, voice: "heart", format: "wav" };
call.write({
  model_name: "tts",
  inputs: Object.keys(inputs).map((name) => ({ name, datatype: "BYTES", shape: [1] })),
  raw_input_contents: Object.values(inputs).map(bytes),
});
